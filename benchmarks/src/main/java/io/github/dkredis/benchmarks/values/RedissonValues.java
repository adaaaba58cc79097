package io.github.dkredis.benchmarks.values;

import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LoadContext;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RBucket;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.Config;

/** Redisson's bucket, with its own pool and threads. */
final class RedissonValues implements ValuesClient {
    private final RedissonClient client;

    private RedissonValues(LoadContext context) {
        Config config = new Config();
        config.useSingleServer().setAddress(context.uri());
        client = Redisson.create(config);
    }

    static ValuesPeer peer() {
        return new ValuesPeer("Redisson bucket", LibraryVersion.of("org.redisson", "redisson"), RedissonValues::new);
    }

    @Override
    public byte @Nullable [] get(int thread, String key) {
        return bucket(key).get();
    }

    @Override
    public void set(int thread, String key, byte[] value) {
        bucket(key).set(value);
    }

    private RBucket<byte[]> bucket(String key) {
        return client.getBucket(key, ByteArrayCodec.INSTANCE);
    }

    @Override
    public void close() {
        client.shutdown(0, 2, TimeUnit.SECONDS);
    }
}
