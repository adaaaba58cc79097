package io.github.dkredis.benchmarks.values;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.RespConnection;
import io.github.dkredis.benchmarks.harness.WrongResultException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The limit: a bare socket a thread. */
final class RawValues implements ValuesClient {
    private static final byte[] GET = "GET".getBytes(UTF_8);
    private static final byte[] SET = "SET".getBytes(UTF_8);

    private final RespConnection[] connections;

    private RawValues(LoadContext context) throws IOException {
        connections = new RespConnection[context.threads()];
        for (int i = 0; i < connections.length; i++) {
            connections[i] = new RespConnection(context.port());
        }
    }

    static ValuesPeer peer() {
        return new ValuesPeer("raw socket a thread", "", RawValues::new);
    }

    @Override
    public byte @Nullable [] get(int thread, String key) throws IOException {
        return (byte[]) connections[thread].call(GET, key.getBytes(UTF_8));
    }

    @Override
    public void set(int thread, String key, byte[] value) throws IOException {
        if (!"OK".equals(connections[thread].call(SET, key.getBytes(UTF_8), value))) {
            throw new WrongResultException("SET was not answered with OK");
        }
    }

    @Override
    public void close() throws IOException {
        for (RespConnection connection : connections) {
            connection.close();
        }
    }
}
