package io.github.dkredis.benchmarks.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.codec.Codec;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.SetParams;

/** GET and decode with Jedis, with one connection per thread and the product's codec. */
final class JedisCache implements CacheClient {
    private static final Codec CODEC = Codec.pickle();
    private static final long MILLIS = 1_800_000;

    private final RedisClient client;
    private final UnaryOperator<String> loader;

    private JedisCache(LoadContext context, UnaryOperator<String> loader) {
        this.loader = loader;
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(context.threads());
        pool.setMaxIdle(context.threads());
        client = RedisClient.builder()
                .hostAndPort("127.0.0.1", context.port())
                .poolConfig(pool)
                .build();
    }

    static CachePeer peer() {
        return new CachePeer("Jedis GET + decode", LibraryVersion.of("redis.clients", "jedis"), JedisCache::new);
    }

    @Override
    public String get(String key) {
        String found = find(key);
        if (found != null) {
            return found;
        }
        String loaded = loader.apply(key);
        client.set(bytes(key), CODEC.encode(loaded), SetParams.setParams().px(MILLIS));
        return loaded;
    }

    @Override
    public @Nullable String find(String key) {
        byte[] stored = client.get(bytes(key));
        return stored == null ? null : (String) CODEC.decode(stored);
    }

    private static byte[] bytes(String key) {
        return ("bench:" + key).getBytes(UTF_8);
    }

    @Override
    public void close() {
        client.close();
    }
}
