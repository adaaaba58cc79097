package io.github.dkredis.benchmarks.curves;

import io.github.dkredis.benchmarks.harness.Load;
import io.github.dkredis.benchmarks.harness.LoadContext;
import java.util.Arrays;

/** Every thread uses all keys in turn, in an order in which neighbours are far apart. */
final class CurveLoad implements Load {
    /**
     * Odd and close to the golden ratio of 2^64, so that its multiples are spread evenly (Knuth's multiplicative
     * hashing).
     */
    private static final long STRIDE = 0x9E3779B97F4A7C15L;

    private static final int SHIFT = 33;

    private final Operation operation;
    private final int keys;
    private final long[] next;

    CurveLoad(Operation operation, LoadContext context, int keys) {
        this.operation = operation;
        this.keys = keys;
        next = new long[context.threads()];
        Arrays.setAll(next, thread -> context.globalThread(thread) * 1_000_003L);
    }

    @Override
    public void run(int thread) throws Exception {
        operation.call().run((int) ((next[thread]++ * STRIDE >>> SHIFT) % keys));
    }

    @Override
    public void close() {
        operation.closing().run();
    }
}
