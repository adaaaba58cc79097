package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.harness.Load;
import io.github.dkredis.benchmarks.harness.Measurements;
import io.github.dkredis.benchmarks.harness.WrongResultException;
import java.io.IOException;
import java.util.stream.IntStream;

/**
 * Gets 1,024 entries that are in this JVM, all in one operation, because the clock is read between operations and costs
 * more than a lookup. The keys are equal to the keys that were stored but not the same objects, as in a real program.
 * Each subject has its own JVM, so that the JIT sees only one implementation.
 */
final class NearLoad implements Load {
    static final int KEYS = 1024;
    static final int CAPACITY = 10_000;

    private static final int WARM_UP_PASSES = 3;

    private final NearClient client;
    private final String[] known;
    private final String[] keys;

    private NearLoad(NearClient client) {
        this.client = client;
        this.known = keys();
        this.keys = keys();
    }

    static NearLoad open(NearClient client) {
        NearLoad load = new NearLoad(client);
        for (String key : load.known) {
            client.put(key, ExpectedValues.of(key));
        }
        for (int pass = 0; pass < WARM_UP_PASSES; pass++) {
            load.check();
        }
        return load;
    }

    private static String[] keys() {
        return IntStream.range(0, KEYS).mapToObj(i -> "user:" + i).toArray(String[]::new);
    }

    @Override
    public void run(int thread) {
        for (String key : keys) {
            if (client.near(key) == null) {
                throw new WrongResultException(key + " is missing");
            }
        }
    }

    @Override
    public Measurements check() {
        for (String key : known) {
            ExpectedValues.check(key, (String) client.near(key));
        }
        return Measurements.NONE;
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
