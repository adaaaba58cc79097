package io.github.dkredis.internal.connection;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one node says about its cluster.
 *
 * @param claims which primary serves which slots
 * @param nodes all nodes whose addresses are known, replicas included
 * @param ids the numbers of all nodes that the cluster has at the moment
 */
record ClusterView(List<Claim> claims, Set<ClusterNode> nodes, Set<String> ids) {

    private static final int ADDRESS = 2;
    private static final int FIELDS = 8;
    private static final int EPOCH = 6;

    /**
     * A primary that serves slots.
     *
     * @param from the first slot
     * @param to the last slot
     * @param epoch the primary's configuration epoch: of two claims to a slot, the one with the greater epoch is newer
     */
    record Claim(int from, int to, ClusterNode primary, long epoch) {}

    /**
     * Reads the replies to {@code CLUSTER SLOTS}, which names the addresses that clients are to use, and to
     * {@code CLUSTER NODES}, which has the epochs.
     *
     * @param askedHost the host of the node that answered: a node that does not know its own address leaves it out
     */
    static ClusterView parse(List<@Nullable Object> slots, byte[] nodesText, String askedHost) {
        Map<String, Long> epochs = epochs(new String(nodesText, StandardCharsets.UTF_8));
        List<Claim> claims = new ArrayList<>();
        Set<ClusterNode> nodes = new LinkedHashSet<>();
        for (Object range : slots) {
            List<?> parts = (List<?>) Objects.requireNonNull(range);
            for (int i = ADDRESS; i < parts.size(); i++) {
                ClusterNode node = node((List<?>) parts.get(i), askedHost);
                nodes.add(node);
                if (i == ADDRESS) {
                    claims.add(new Claim(
                            number(parts.get(0)), number(parts.get(1)), node, epochs.getOrDefault(node.id(), 0L)));
                }
            }
        }
        return new ClusterView(claims, nodes, epochs.keySet());
    }

    private static ClusterNode node(List<?> parts, String askedHost) {
        String host = parts.get(0) instanceof byte[] bytes ? text(bytes) : "";
        return new ClusterNode(
                parts.size() > 2 ? text((byte[]) parts.get(2)) : "",
                host.isEmpty() || host.equals("?") ? askedHost : host,
                number(parts.get(1)));
    }

    /** The configuration epoch of each node, by its number. */
    private static Map<String, Long> epochs(String text) {
        Map<String, Long> epochs = new HashMap<>();
        text.lines()
                .map(line -> line.split(" ", -1))
                .filter(words -> words.length >= FIELDS)
                .forEach(words -> {
                    epochs.put(words[0], words[EPOCH].matches("\\d{1,18}") ? Long.parseLong(words[EPOCH]) : 0);
                });
        return epochs;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int number(@Nullable Object number) {
        return number instanceof Long value ? value.intValue() : -1;
    }
}
