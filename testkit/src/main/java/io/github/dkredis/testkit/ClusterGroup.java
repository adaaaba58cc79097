package io.github.dkredis.testkit;

import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A Redis Cluster, by default of three primaries with one replica each: real processes on free ports of 127.0.0.1.
 *
 * <pre>{@code
 * try (ClusterGroup cluster = RedisServer.cluster().start()) {
 *     client.connect(cluster.uri());
 *     int slot = cluster.slot("user:1");
 *     cluster.migrate(slot, cluster.primaries().get(0));
 * }
 * }</pre>
 *
 * <p>Thread-safe, except that one slot is migrated at a time.
 */
public final class ClusterGroup implements AutoCloseable {

    private static final int SLOTS = 16_384;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ClusterGroupBuilder options;
    private final List<RedisServer> nodes = new ArrayList<>();

    ClusterGroup(ClusterGroupBuilder options) {
        this.options = options;
        try {
            for (int i = 0; i < options.primaries() + options.replicas(); i++) {
                nodes.add(options.node().start());
            }
            form();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void form() {
        for (int i = 0; i < nodes.size(); i++) {
            // distinct from the start: otherwise the nodes have to resolve the conflict first
            nodes.get(i).command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
        }
        int primaries = options.primaries();
        for (int i = 0; i < primaries; i++) {
            nodes.get(i).command(addSlots(i * SLOTS / primaries, (i + 1) * SLOTS / primaries));
        }
        meet();
        for (int i = primaries; i < nodes.size(); i++) {
            nodes.get(i).command("CLUSTER", "REPLICATE", id(nodes.get(i - primaries)));
        }
        Await.until(
                this::isComplete,
                LIMIT,
                () -> "the cluster is not complete: " + nodes.get(0).command("CLUSTER", "NODES"));
    }

    private static String[] addSlots(int from, int end) {
        List<String> words = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
        IntStream.range(from, end).mapToObj(Integer::toString).forEach(words::add);
        return words.toArray(String[]::new);
    }

    /**
     * Makes all nodes known to each other. A node forgets one that has not answered for {@code cluster-node-timeout},
     * so the first node meets each of them until it knows it. Until a node has answered, it has a made-up number.
     */
    private void meet() {
        RedisServer first = nodes.get(0);
        List<String> ids = nodes.stream().map(ClusterGroup::id).toList();
        Await.until(
                () -> {
                    String known = String.valueOf(first.command("CLUSTER", "NODES"));
                    for (int i = 1; i < nodes.size(); i++) {
                        if (!known.contains(ids.get(i))) {
                            RedisServer node = nodes.get(i);
                            first.command("CLUSTER", "MEET", node.host(), Integer.toString(port(node)));
                        }
                    }
                    return nodes.stream()
                            .map(node -> String.valueOf(node.command("CLUSTER", "NODES")))
                            .allMatch(list -> ids.stream().allMatch(list::contains));
                },
                LIMIT,
                () -> "not every node knows all others");
    }

    /** {@return whether all nodes run and see a working cluster with all primaries, and the replicas are in step} */
    public boolean isComplete() {
        try {
            return nodes.stream().allMatch(RedisServer::isRunning)
                    && nodes.stream().allMatch(this::seesAll)
                    && primaries().size() == options.primaries()
                    && nodes.stream().allMatch(ClusterGroup::isInStep);
        } catch (UncheckedIOException e) { // a node that changes its role cuts its connections
            return false;
        }
    }

    private boolean seesAll(RedisServer node) {
        String list = String.valueOf(node.command("CLUSTER", "NODES"));
        return String.valueOf(node.command("CLUSTER", "INFO")).contains("cluster_state:ok")
                && list.lines().filter(line -> line.contains("slave")).count() == options.replicas()
                && !list.contains("fail")
                && !list.contains("handshake");
    }

    private static boolean isInStep(RedisServer node) {
        String replication = String.valueOf(node.command("INFO", "replication"));
        return replication.contains("role:master") || replication.contains("master_link_status:up");
    }

    /**
     * {@return the address for a client: {@code redis://[:password@]127.0.0.1:port} of the first running node, or
     * {@code rediss://…} if the nodes use TLS}
     */
    public URI uri() {
        return URI.create(seed(running()));
    }

    /** {@return the addresses of all nodes, separated by commas} */
    public String seeds() {
        return nodes.stream().map(this::seed).collect(Collectors.joining(","));
    }

    private String seed(RedisServer node) {
        String user = options.password()
                .map(password -> ":"
                        + URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20") + "@")
                .orElse("");
        return (options.usesTls() ? "rediss://" : "redis://") + user + node.host() + ":" + port(node);
    }

    /** The port that other nodes and clients use. */
    private int port(RedisServer node) {
        return options.usesTls() ? node.tlsUri().getPort() : node.port();
    }

    /** {@return the first node that runs} */
    RedisServer running() {
        return nodes.stream()
                .filter(RedisServer::isRunning)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No node is running"));
    }

    /** {@return all nodes, running or not} */
    public List<RedisServer> nodes() {
        return List.copyOf(nodes);
    }

    /** {@return the running nodes that serve slots as primaries} */
    public List<RedisServer> primaries() {
        return nodes.stream()
                .filter(RedisServer::isRunning)
                .filter(node ->
                        String.valueOf(node.command("INFO", "replication")).contains("role:master"))
                .toList();
    }

    /** {@return the slot of a key} */
    public int slot(String key) {
        return Integer.parseInt(String.valueOf(running().command("CLUSTER", "KEYSLOT", key)));
    }

    /**
     * Returns the primary that serves a slot, as the first running node knows it.
     *
     * @throws IllegalStateException if no node serves the slot
     */
    public RedisServer primaryOf(int slot) {
        return primaryOf(slot, running());
    }

    private RedisServer primaryOf(int slot, RedisServer asked) {
        if (asked.command("CLUSTER", "SLOTS") instanceof List<?> ranges) {
            for (Object range : ranges) {
                List<?> parts = (List<?>) range;
                if ((Long) parts.get(0) <= slot && slot <= (Long) parts.get(1)) {
                    long port = (Long) ((List<?>) parts.get(2)).get(1);
                    return nodes.stream()
                            .filter(node -> node.port() == port)
                            .findFirst()
                            .orElseThrow();
                }
            }
        }
        throw new IllegalStateException("No node serves slot " + slot);
    }

    /** {@return the replica of a primary} */
    public RedisServer replicaOf(RedisServer primary) {
        String port = "master_port:" + port(primary);
        return nodes.stream()
                .filter(RedisServer::isRunning)
                .filter(node ->
                        String.valueOf(node.command("INFO", "replication")).contains(port + "\r\n"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(primary + " has no replica"));
    }

    /**
     * Moves a slot with its keys to another primary. Does nothing if that one has it.
     *
     * @param target a primary of this cluster
     */
    public void migrate(int slot, RedisServer target) {
        if (primaryOf(slot) != target) {
            beginMigration(slot, target);
            moveKeys(slot, target);
            finishMigration(slot, target);
        }
    }

    /** Opens a slot on both sides: from now on the source answers ASK for keys that it does not have. */
    public void beginMigration(int slot, RedisServer target) {
        RedisServer source = primaryOf(slot);
        target.command("CLUSTER", "SETSLOT", Integer.toString(slot), "IMPORTING", id(source));
        source.command("CLUSTER", "SETSLOT", Integer.toString(slot), "MIGRATING", id(target));
    }

    /** Moves all keys of a slot whose migration has begun. */
    public void moveKeys(int slot, RedisServer target) {
        RedisServer source = primaryOf(slot);
        while (source.command("CLUSTER", "GETKEYSINSLOT", Integer.toString(slot), "100") instanceof List<?> keys
                && !keys.isEmpty()) {
            moveKeys(source, target, keys.stream().map(String::valueOf).toList());
        }
    }

    private void moveKeys(RedisServer source, RedisServer target, List<String> keys) {
        List<String> words =
                new ArrayList<>(List.of("MIGRATE", target.host(), Integer.toString(port(target)), "", "0", "5000"));
        options.password().ifPresent(password -> words.addAll(List.of("AUTH", password)));
        words.add("KEYS");
        words.addAll(keys);
        source.command(words.toArray(String[]::new));
    }

    /** Gives a slot to its new primary, and waits until all nodes know. */
    public void finishMigration(int slot, RedisServer target) {
        String owner = id(target);
        RedisServer source = primaryOf(slot);
        for (RedisServer node : List.of(target, source)) {
            node.command("CLUSTER", "SETSLOT", Integer.toString(slot), "NODE", owner);
        }
        Await.until(
                () -> nodes.stream().filter(RedisServer::isRunning).allMatch(node -> primaryOf(slot, node) == target),
                LIMIT,
                () -> "slot " + slot + " is not at " + target);
    }

    /**
     * Makes the replica of a primary take over while the primary is running, and waits for it.
     *
     * @return the new primary
     * @throws AssertionError if it has not taken over within 30 seconds
     */
    public RedisServer failover(RedisServer primary) {
        RedisServer replica = replicaOf(primary);
        replica.command("CLUSTER", "FAILOVER");
        awaitPromoted(replica);
        return replica;
    }

    /**
     * Kills a primary, and waits until its replica has taken over.
     *
     * @return the new primary
     * @throws AssertionError if it has not taken over within 30 seconds
     */
    public RedisServer killPrimary(RedisServer primary) {
        RedisServer replica = replicaOf(primary);
        primary.kill();
        awaitPromoted(replica);
        return replica;
    }

    private void awaitPromoted(RedisServer replica) {
        Await.until(
                () -> primaries().contains(replica)
                        && nodes.stream()
                                .filter(RedisServer::isRunning)
                                .allMatch(node -> String.valueOf(node.command("CLUSTER", "INFO"))
                                        .contains("cluster_state:ok")),
                LIMIT,
                () -> replica + " was not promoted");
    }

    /** Makes the nodes wait for longer before they replace a primary that does not answer. */
    void tolerateSlowServers() {
        nodes.forEach(node -> node.command("CONFIG", "SET", "cluster-node-timeout", "60000"));
    }

    private static String id(RedisServer node) {
        return String.valueOf(node.command("CLUSTER", "MYID"));
    }

    /** Ends all processes; a second call does nothing. */
    @Override
    public void close() {
        nodes.forEach(RedisServer::close);
    }

    /** {@return the ports of the nodes, for messages} */
    @Override
    public String toString() {
        return "ClusterGroup" + nodes.stream().map(RedisServer::port).toList();
    }
}
