package io.github.dkredis.benchmarks.limit;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.BucketProxy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.distributed.proxy.optimization.Optimization;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Bucket4j over Lettuce with one bucket per resource that all threads share, with its defaults and with batching. */
final class BucketLimit implements LimitClient {
    static final String PLAIN = "Bucket4j";

    private static final long PLENTY_PER_SECOND = 1_000_000_000;

    private final RedisClient client;
    private final StatefulRedisConnection<String, byte[]> connection;
    private final List<BucketProxy> buckets;

    private BucketLimit(
            LoadContext context, List<String> resources, Budget budget, Optional<Optimization> optimization) {
        client = RedisClient.create(context.uri());
        connection = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
        ProxyManager<String> proxies =
                Bucket4jLettuce.<String>casBasedBuilder(connection).build();
        BucketConfiguration configuration =
                BucketConfiguration.builder().addLimit(bandwidth(budget)).build();
        buckets = resources.stream()
                .map(resource -> {
                    var builder = proxies.builder();
                    optimization.ifPresent(builder::withOptimization);
                    return builder.build(resource, () -> configuration);
                })
                .toList();
    }

    static List<LimitPeer> peers() {
        String version = LibraryVersion.of("com.bucket4j", "bucket4j_jdk17-lettuce");
        return List.of(
                new LimitPeer(
                        PLAIN,
                        version,
                        (context, resources, budget) -> new BucketLimit(context, resources, budget, Optional.empty())),
                new LimitPeer(
                        "Bucket4j batching",
                        version,
                        (context, resources, budget) ->
                                new BucketLimit(context, resources, budget, Optional.of(Optimizations.batching()))));
    }

    private static Bandwidth bandwidth(Budget budget) {
        return switch (budget) {
            case PLENTY ->
                Bandwidth.builder()
                        .capacity(PLENTY_PER_SECOND)
                        .refillGreedy(PLENTY_PER_SECOND, Duration.ofSeconds(1))
                        .build();
            case EXHAUSTED ->
                Bandwidth.builder()
                        .capacity(1)
                        .refillIntervally(1, Duration.ofHours(1))
                        .build();
        };
    }

    @Override
    public boolean tryAcquire(int resource) {
        return buckets.get(resource).tryConsume(1);
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
