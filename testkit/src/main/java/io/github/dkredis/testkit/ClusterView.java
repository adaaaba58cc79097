package io.github.dkredis.testkit;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A cluster that looks like one server: finds the node of a key, and adds up what is asked of all. */
final class ClusterView implements GroupView {

    /** Commands about a node and not about its keys, so that they are run on each. */
    private static final Set<String> ON_ALL_NODES = Set.of("CONFIG", "ACL", "SCRIPT", "FUNCTION", "CLIENT");

    private static final Set<String> ON_ALL_PRIMARIES = Set.of("FLUSHALL", "KEYS", "DBSIZE", "INFO");

    /** Commands that count keys, which are run for each key. */
    private static final Set<String> BY_KEY = Set.of("EXISTS", "DEL", "UNLINK");

    private final ClusterGroup cluster;

    ClusterView(ClusterGroup cluster) {
        this.cluster = cluster;
    }

    @Override
    public URI uri() {
        return cluster.uri();
    }

    @Override
    public @Nullable Object command(String... words) {
        if (words.length > 2 && BY_KEY.contains(words[0].toUpperCase(Locale.ROOT))) {
            return Stream.of(words)
                    .skip(1)
                    .mapToLong(key -> (Long) command(words[0], key))
                    .sum();
        }
        return run(words[0], node -> node.command(words));
    }

    @Override
    public @Nullable Object commandBinary(byte[]... words) {
        return run(new String(words[0], StandardCharsets.UTF_8), node -> node.commandBinary(words));
    }

    private @Nullable Object run(String name, Function<RedisServer, @Nullable Object> command) {
        String upper = name.toUpperCase(Locale.ROOT);
        if (ON_ALL_NODES.contains(upper)) {
            return cluster.nodes().stream().map(command).toList().get(0);
        }
        if (ON_ALL_PRIMARIES.contains(upper)) {
            return cluster.primaries().stream()
                    .map(command)
                    .reduce(ClusterView::sum)
                    .orElseThrow();
        }
        try {
            return command.apply(cluster.running()); // any node knows which one has the key
        } catch (ErrorReplyException e) {
            if (!e.code().equals("MOVED")) {
                throw e;
            }
            String[] parts = String.valueOf(e.getMessage()).split(" ", -1);
            return command.apply(cluster.primaryOf(Integer.parseInt(parts[1])));
        }
    }

    private static @Nullable Object sum(@Nullable Object one, @Nullable Object other) {
        if (one instanceof Long number && other instanceof Long more) {
            return number + more;
        }
        if (one instanceof Collection<?> list && other instanceof Collection<?> more) {
            List<@Nullable Object> all = new ArrayList<>(list);
            all.addAll(more);
            return all;
        }
        return one instanceof String text && text.contains("\n") ? text + "\n" + other : one;
    }

    @Override
    public long calls(String command) {
        return cluster.primaries().stream()
                .mapToLong(node -> node.calls(command))
                .sum();
    }

    @Override
    public List<String> clients() {
        return cluster.nodes().stream()
                .flatMap(node -> node.clients().stream())
                .filter(line -> !line.contains(" flags=S ") && !line.contains(" flags=M ")) // of other nodes
                .toList();
    }
}
