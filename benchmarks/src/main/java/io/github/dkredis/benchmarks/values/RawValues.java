package io.github.dkredis.benchmarks.values;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.WrongResultException;
import io.github.dkredis.testkit.RespConnection;
import org.jspecify.annotations.Nullable;

/** The limit of what a client can reach: one socket per thread, without any library. */
final class RawValues implements ValuesClient {
    private static final byte[] GET = "GET".getBytes(UTF_8);
    private static final byte[] SET = "SET".getBytes(UTF_8);

    private final RespConnection[] connections;

    private RawValues(LoadContext context) {
        connections = new RespConnection[context.threads()];
        for (int i = 0; i < connections.length; i++) {
            connections[i] = RespConnection.open("127.0.0.1", context.port()).withoutReadLimit();
        }
    }

    static ValuesPeer peer() {
        return new ValuesPeer("raw socket a thread", "", RawValues::new);
    }

    @Override
    public byte @Nullable [] get(int thread, String key) {
        return (byte[]) connections[thread].callBinary(GET, key.getBytes(UTF_8));
    }

    @Override
    public void set(int thread, String key, byte[] value) {
        if (!"OK".equals(connections[thread].callBinary(SET, key.getBytes(UTF_8), value))) {
            throw new WrongResultException("SET was not answered with OK");
        }
    }

    @Override
    public void close() {
        for (RespConnection connection : connections) {
            connection.close();
        }
    }
}
