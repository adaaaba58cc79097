package io.github.dkredis.benchmarks.values;

import io.github.dkredis.DkRedis;
import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.value.Values;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The product: one shared connection, values without a codec. */
final class ProductValues implements ValuesClient {
    private final DkRedis redis;
    private final Values values;

    private ProductValues(LoadContext context) {
        redis = DkRedis.connect(context.uri());
        values = redis.values(Codec.bytes());
    }

    static List<ValuesPeer> peers() {
        String version = LibraryVersion.of("io.github.dkredis", "dkredis");
        return List.of(new ValuesPeer("dkredis", version, ProductValues::new));
    }

    @Override
    public byte @Nullable [] get(int thread, String key) {
        return values.get(key, byte[].class).orElse(null);
    }

    @Override
    public void set(int thread, String key, byte[] value) {
        values.set(key, value);
    }

    @Override
    public void close() {
        redis.close();
    }
}
