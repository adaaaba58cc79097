package io.github.dkredis.benchmarks.curves;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.BucketProxy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.github.dkredis.DkRedis;
import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.WrongResultException;
import io.github.dkredis.codec.Codec;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;

/** What Lettuce does at the points of the curves, and Bucket4j on top of it: one connection that all threads share. */
final class LettuceOperations {

    private static final long PLENTY_PER_SECOND = 1_000_000_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private LettuceOperations() {}

    static Feature.Library library(String name, Operation.Opener opener) {
        return new Feature.Library(name, LibraryVersion.of("io.lettuce", "lettuce-core"), true, opener);
    }

    static Feature.Library bucket4j() {
        return new Feature.Library(
                "Bucket4j batching",
                LibraryVersion.of("com.bucket4j", "bucket4j_jdk17-lettuce"),
                true,
                LettuceOperations::limit);
    }

    static Operation get(LoadContext context, Shape shape) {
        StoredData data = new StoredData(shape);
        try (DkRedis redis = ProductOperations.connect(context)) {
            data.storeValues(redis);
        }
        Connected lettuce = Connected.to(context, shape);
        return lettuce.running(key -> data.checkValue(lettuce.commands.get(data.valueKey(key))));
    }

    static Operation set(LoadContext context, Shape shape) {
        StoredData data = new StoredData(shape);
        Connected lettuce = Connected.to(context, shape);
        return lettuce.running(key -> lettuce.commands.set(data.valueKey(key), data.value()));
    }

    /** A cache by hand: GET, and the codec of dkredis. */
    static Operation cache(LoadContext context, Shape shape) {
        StoredData data = new StoredData(shape);
        Codec codec = Codec.pickle();
        try (DkRedis redis = ProductOperations.connect(context)) {
            data.storeTexts(redis, codec);
        }
        Connected lettuce = Connected.to(context, shape);
        return lettuce.running(key -> data.checkText((String) codec.decode(lettuce.commands.get(data.textKey(key)))));
    }

    private static Operation limit(LoadContext context, Shape shape) {
        Connected lettuce = Connected.to(context, shape);
        ProxyManager<String> proxies = lettuce.proxies();
        BucketConfiguration configuration = BucketConfiguration.builder()
                .addLimit(Bandwidth.builder()
                        .capacity(PLENTY_PER_SECOND)
                        .refillGreedy(PLENTY_PER_SECOND, Duration.ofSeconds(1))
                        .build())
                .build();
        BucketProxy[] buckets = new BucketProxy[shape.keys()];
        for (int key = 0; key < buckets.length; key++) {
            buckets[key] = proxies.builder()
                    .withOptimization(Optimizations.batching())
                    .build("curve:bucket:" + key, () -> configuration);
        }
        return lettuce.running(key -> {
            if (!buckets[key].tryConsume(1)) {
                throw new WrongResultException("refused although permits were left");
            }
        });
    }

    /** A connection to one server or to a cluster. */
    private record Connected(
            AbstractRedisClient client, AutoCloseable connection, RedisClusterCommands<String, byte[]> commands) {

        static Connected to(LoadContext context, Shape shape) {
            RedisURI uri = RedisURI.create(context.uri());
            uri.setTimeout(TIMEOUT);
            if (shape.nodes() == 0) {
                RedisClient client = RedisClient.create(uri);
                StatefulRedisConnection<String, byte[]> connection = client.connect(CODEC);
                return new Connected(client, connection, connection.sync());
            }
            RedisClusterClient client = RedisClusterClient.create(uri);
            StatefulRedisClusterConnection<String, byte[]> connection = client.connect(CODEC);
            return new Connected(client, connection, connection.sync());
        }

        @SuppressWarnings("unchecked") // both were made here
        ProxyManager<String> proxies() {
            return connection instanceof StatefulRedisConnection<?, ?> single
                    ? Bucket4jLettuce.casBasedBuilder((StatefulRedisConnection<String, byte[]>) single)
                            .build()
                    : Bucket4jLettuce.casBasedBuilder((StatefulRedisClusterConnection<String, byte[]>) connection)
                            .build();
        }

        Operation running(Operation.Call call) {
            // closes the connection too
            return new Operation(call, () -> client.shutdown(Duration.ZERO, Duration.ofSeconds(2)));
        }
    }
}
