package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.codec.Codec;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Code without a cache library: GET and decode, or on a miss load and SET. It uses the product's codec. */
final class LettuceCache implements CacheClient {
    static final String NAME = "Lettuce GET + decode";

    private static final Codec CODEC = Codec.pickle();

    private final RedisClient client;
    private final StatefulRedisConnection<String, byte[]> connection;
    private final UnaryOperator<String> loader;

    private LettuceCache(LoadContext context, UnaryOperator<String> loader) {
        this.loader = loader;
        client = RedisClient.create(context.uri());
        connection = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
    }

    static CachePeer peer() {
        return new CachePeer(NAME, LibraryVersion.of("io.lettuce", "lettuce-core"), LettuceCache::new);
    }

    @Override
    public String get(String key) {
        String found = find(key);
        if (found != null) {
            return found;
        }
        String loaded = loader.apply(key);
        connection.sync().set("bench:" + key, CODEC.encode(loaded), SetArgs.Builder.px(Duration.ofMinutes(30)));
        return loaded;
    }

    @Override
    public @Nullable String find(String key) {
        byte[] stored = connection.sync().get("bench:" + key);
        return stored == null ? null : (String) CODEC.decode(stored);
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
