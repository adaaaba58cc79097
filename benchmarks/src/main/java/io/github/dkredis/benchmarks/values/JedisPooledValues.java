package io.github.dkredis.benchmarks.values;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dkredis.benchmarks.harness.LoadContext;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;

/** Jedis as it is mostly used: one client with a pool, here of one connection per thread. */
final class JedisPooledValues implements ValuesClient {
    private final RedisClient client;

    private JedisPooledValues(LoadContext context) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(context.threads());
        pool.setMaxIdle(context.threads());
        client = RedisClient.builder()
                .hostAndPort("127.0.0.1", context.port())
                .poolConfig(pool)
                .build();
    }

    static ValuesPeer peer() {
        return new ValuesPeer("Jedis pool", JedisValues.VERSION, JedisPooledValues::new);
    }

    @Override
    public byte @Nullable [] get(int thread, String key) {
        return client.get(key.getBytes(UTF_8));
    }

    @Override
    public void set(int thread, String key, byte[] value) {
        client.set(key.getBytes(UTF_8), value);
    }

    @Override
    public void close() {
        client.close();
    }
}
