package io.github.dkredis.benchmarks.values;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dkredis.benchmarks.harness.Load;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Measurements;
import io.github.dkredis.benchmarks.harness.WrongResultException;
import io.github.dkredis.testkit.RespConnection;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Each thread sets its own key to a value that counts up; after each window the server must hold the last value. */
final class SetLoad implements Load {
    private static final VarHandle COUNT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final ValuesClient client;
    private final int port;
    private final String[] keys;
    private final byte[][] values;

    SetLoad(ValuesClient client, LoadContext context) {
        this.client = client;
        port = context.port();
        keys = new String[context.threads()];
        values = new byte[context.threads()][ValuesClient.VALUE_BYTES];
        Arrays.setAll(keys, thread -> "bench:own:" + context.globalThread(thread));
    }

    @Override
    public void run(int thread) throws Exception {
        byte[] value = values[thread];
        COUNT.set(value, 0, (long) COUNT.get(value, 0) + 1);
        client.set(thread, keys[thread], value);
    }

    @Override
    public Measurements check() {
        try (RespConnection server = RespConnection.open("127.0.0.1", port)) {
            for (int thread = 0; thread < keys.length; thread++) {
                Object stored = server.callBinary("GET".getBytes(UTF_8), keys[thread].getBytes(UTF_8));
                if (!(stored instanceof byte[] bytes) || !Arrays.equals(bytes, values[thread])) {
                    throw new WrongResultException(
                            "the server does not hold the last value that was set at " + keys[thread]);
                }
            }
        }
        return Measurements.NONE;
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
