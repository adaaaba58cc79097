package io.github.dkredis.benchmarks.values;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dkredis.benchmarks.harness.Load;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.WrongResultException;
import io.github.dkredis.testkit.RespConnection;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

/** Reads 1,024 values in turn, each thread from a different start, and compares every value. */
final class GetLoad implements Load {
    private static final int KEYS = 1024;

    private final ValuesClient client;
    private final String[] keys;
    private final byte[][] values;
    private final int[] next;

    private GetLoad(ValuesClient client, String[] keys, byte[][] values, int[] next) {
        this.client = client;
        this.keys = keys;
        this.values = values;
        this.next = next;
    }

    static GetLoad open(ValuesClient client, LoadContext context) {
        Random random = new Random(1);
        String[] keys = new String[KEYS];
        byte[][] values = new byte[KEYS][ValuesClient.VALUE_BYTES];
        try (RespConnection server = RespConnection.open("127.0.0.1", context.port())) {
            for (int i = 0; i < KEYS; i++) {
                keys[i] = "bench:value:" + i;
                random.nextBytes(values[i]);
                server.callBinary("SET".getBytes(UTF_8), keys[i].getBytes(UTF_8), values[i]);
            }
        }
        int[] next = new int[context.threads()];
        Arrays.setAll(next, thread -> context.globalThread(thread) * 37);
        return new GetLoad(client, keys, values, next);
    }

    @Override
    public void run(int thread) throws Exception {
        int key = next[thread]++ & (KEYS - 1);
        byte[] value = client.get(thread, keys[key]);
        if (!Arrays.equals(value, values[key])) {
            throw new WrongResultException("get of " + keys[key] + " did not return the value that was set");
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
