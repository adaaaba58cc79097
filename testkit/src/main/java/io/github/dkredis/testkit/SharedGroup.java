package io.github.dkredis.testkit;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group of servers that all test classes of a JVM share, since it takes seconds to start; a test that has disturbed
 * it makes the next class start another one.
 */
final class SharedGroup implements AutoCloseable {

    private final Topology topology;
    private @Nullable Running running;

    SharedGroup(Topology topology) {
        this.topology = topology;
    }

    /** {@return the server that stands for the group} */
    RedisServer server() {
        if (running == null || !running.isUndisturbed()) {
            close();
            running = start();
        }
        return running.server();
    }

    private Running start() {
        return switch (topology) {
            case SENTINEL -> new RunningSentinels(RedisServer.sentinel().start());
            case CLUSTER -> new RunningCluster(RedisServer.cluster().start());
            case SINGLE -> throw new IllegalArgumentException("One server is not a group");
        };
    }

    @Override
    public void close() {
        if (running != null) {
            running.close();
            running = null;
        }
    }

    private interface Running {

        RedisServer server();

        boolean isUndisturbed();

        void close();
    }

    private static final class RunningSentinels implements Running, GroupView {

        private final SentinelGroup group;
        private final RedisServer primary;

        RunningSentinels(SentinelGroup group) {
            this.group = group;
            group.tolerateSlowServers();
            this.primary = group.primary();
        }

        @Override
        public RedisServer server() {
            return primary.standingFor(this);
        }

        @Override
        public boolean isUndisturbed() {
            return group.isComplete() && group.primary() == primary;
        }

        @Override
        public void close() {
            group.close();
        }

        @Override
        public URI uri() {
            return group.uri();
        }

        @Override
        public @Nullable Object command(String... words) {
            return primary.command(words);
        }

        @Override
        public @Nullable Object commandBinary(byte[]... words) {
            return primary.commandBinary(words);
        }

        @Override
        public long calls(String command) {
            return primary.calls(command);
        }

        @Override
        public List<String> clients() {
            // Replicas and Sentinels come and go as they like
            return primary.clients().stream()
                    .filter(line -> !line.contains(" flags=S ") && !line.contains(" name=sentinel-"))
                    .toList();
        }
    }

    private static final class RunningCluster implements Running {

        private final ClusterGroup cluster;
        private final RedisServer first;

        RunningCluster(ClusterGroup cluster) {
            this.cluster = cluster;
            cluster.tolerateSlowServers();
            this.first = cluster.primaries().get(0);
        }

        @Override
        public RedisServer server() {
            return first.standingFor(new ClusterView(cluster));
        }

        @Override
        public boolean isUndisturbed() {
            return cluster.isComplete() && cluster.primaries().get(0) == first;
        }

        @Override
        public void close() {
            cluster.close();
        }
    }
}
