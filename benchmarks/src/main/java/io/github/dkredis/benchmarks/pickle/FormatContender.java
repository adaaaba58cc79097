package io.github.dkredis.benchmarks.pickle;

import io.github.dkredis.benchmarks.harness.Contender;
import io.github.dkredis.benchmarks.harness.Measurements;
import io.github.dkredis.benchmarks.harness.ProcessCost;
import io.github.dkredis.benchmarks.harness.Sample;
import io.github.dkredis.benchmarks.pickle.Format.Conversion;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Repeats one conversion of one value in one thread. The clock is the processor time of the whole process, including
 * garbage collector and JIT; its resolution is 10 ms, so a window below a second says little.
 */
final class FormatContender<A> implements Contender {
    private static final long BATCH_NANOS = 100_000;

    private final Format format;
    private final Conversion<A, ?> conversion;
    private final A input;
    private final int size;
    private final Duration window;

    /** Receives the results, so that the JIT cannot eliminate the conversions. */
    @Nullable
    volatile Object sink;

    /**
     * A contender that has not run yet.
     *
     * @param size the length of the value in bytes
     */
    FormatContender(Format format, Conversion<A, ?> conversion, A input, int size, Duration window) {
        this.format = format;
        this.conversion = conversion;
        this.input = input;
        this.size = size;
        this.window = window;
    }

    @Override
    public String subject() {
        return format.name();
    }

    @Override
    public String version() {
        return format.version();
    }

    @Override
    public Sample measure() throws Exception {
        // Batches, because reading the clock costs more than converting a small value.
        int batch = 1;
        while (nanosOf(batch) < BATCH_NANOS) {
            batch *= 2;
        }
        long operations = 0;
        long allocatedBefore = ProcessCost.allocatedBytes();
        long cpuBefore = ProcessCost.cpuNanos();
        long began = System.nanoTime();
        do {
            convert(batch);
            operations += batch;
        } while (System.nanoTime() - began < window.toNanos() || ProcessCost.cpuNanos() == cpuBefore);
        long cpu = ProcessCost.cpuNanos() - cpuBefore;
        long allocated = ProcessCost.allocatedBytes() - allocatedBefore;
        return Sample.ofOneThread(operations, operations * 1e9 / cpu)
                .withAllocated(allocated)
                .with(Measurements.of(Map.of(Format.BYTES, (double) size)));
    }

    private long nanosOf(int times) throws Exception {
        long began = System.nanoTime();
        convert(times);
        return System.nanoTime() - began;
    }

    private void convert(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            sink = conversion.apply(input);
        }
    }

    @Override
    public void close() {}
}
