package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Plain commands, for what the library does not offer. On one server they use the client's connection. In a cluster,
 * that leads to one of the primaries only, so they use a connection of their own, which walks over all primaries and
 * finds the one of each key; it is opened when it is needed.
 */
final class Plain implements AutoCloseable {

    private final DkRedis redis;
    private final Supplier<RedisClusterClient> clusterClient;
    private Optional<Boolean> isCluster = Optional.empty();
    private @Nullable RedisClusterClient client;
    private @Nullable StatefulRedisClusterConnection<byte[], byte[]> cluster;

    Plain(DkRedis redis, Supplier<RedisClusterClient> clusterClient) {
        this.redis = redis;
        this.clusterClient = clusterClient;
    }

    RedisClusterCommands<byte[], byte[]> sync() {
        return isCluster() ? cluster().sync() : redis.unwrap().sync();
    }

    RedisClusterAsyncCommands<byte[], byte[]> async() {
        return isCluster() ? cluster().async() : redis.unwrap().async();
    }

    /** {@return the only server, or the primaries of a cluster that have slots, as its nodes know them now} */
    List<PrimaryNode> primaries() {
        if (!isCluster()) {
            return List.of(new PrimaryNode(null, key -> true, redis.unwrap()::sync));
        }
        StatefulRedisClusterConnection<byte[], byte[]> connection = cluster();
        Objects.requireNonNull(client).refreshPartitions();
        return connection.getPartitions().stream()
                .filter(node -> node.is(NodeFlag.UPSTREAM) && !node.getSlots().isEmpty())
                .map(node -> node(connection, node))
                .sorted(Comparator.comparing(node -> String.valueOf(node.address())))
                .toList();
    }

    private static PrimaryNode node(StatefulRedisClusterConnection<byte[], byte[]> connection, RedisClusterNode node) {
        return new PrimaryNode(
                node.getUri().getHost() + ":" + node.getUri().getPort(),
                key -> node.hasSlot(SlotHash.getSlot(key)),
                () -> connection.getConnection(node.getNodeId()).sync());
    }

    Duration timeout() {
        return redis.unwrap().getTimeout();
    }

    /** {@return what every key begins with} */
    String prefix() {
        return redis.keyPrefix();
    }

    /** {@return a key as Redis has it} */
    byte[] key(String name) {
        return (prefix() + name).getBytes(StandardCharsets.UTF_8);
    }

    /** {@return the name of a key as text, without the prefix} */
    String name(byte[] key) {
        return new String(key, StandardCharsets.UTF_8).substring(prefix().length());
    }

    private boolean isCluster() {
        if (isCluster.isEmpty()) {
            isCluster = Optional.of(isCluster(redis.unwrap()));
        }
        return isCluster.get();
    }

    private static boolean isCluster(StatefulRedisConnection<byte[], byte[]> connection) {
        try {
            return connection.sync().info("server").contains("redis_mode:cluster");
        } catch (RedisCommandExecutionException e) {
            return false; // this user may not run INFO; in a cluster, keys of other primaries are then not found
        }
    }

    private StatefulRedisClusterConnection<byte[], byte[]> cluster() {
        if (cluster == null) {
            client = clusterClient.get();
            cluster = client.connect(ByteArrayCodec.INSTANCE);
            cluster.setTimeout(timeout());
        }
        return cluster;
    }

    @Override
    public void close() {
        if (client != null) {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
    }
}
