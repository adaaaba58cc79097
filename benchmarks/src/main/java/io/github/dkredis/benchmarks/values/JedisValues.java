package io.github.dkredis.benchmarks.values;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LoadContext;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;

/** Jedis at its fastest: one connection per thread, without a pool. */
final class JedisValues implements ValuesClient {
    static final String VERSION = LibraryVersion.of("redis.clients", "jedis");

    private final Jedis[] connections;

    private JedisValues(LoadContext context) {
        connections = new Jedis[context.threads()];
        Arrays.setAll(connections, thread -> new Jedis("127.0.0.1", context.port()));
    }

    static ValuesPeer peer() {
        return new ValuesPeer("Jedis a thread", VERSION, JedisValues::new);
    }

    @Override
    public byte @Nullable [] get(int thread, String key) {
        return connections[thread].get(key.getBytes(UTF_8));
    }

    @Override
    public void set(int thread, String key, byte[] value) {
        connections[thread].set(key.getBytes(UTF_8), value);
    }

    @Override
    public void close() {
        for (Jedis connection : connections) {
            connection.close();
        }
    }
}
