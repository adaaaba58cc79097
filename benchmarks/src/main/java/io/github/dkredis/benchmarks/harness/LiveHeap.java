package io.github.dkredis.benchmarks.harness;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Measures what many equal objects keep alive: the live heap with them, less the live heap without them. */
public final class LiveHeap {

    /** The name of the figure: bytes for each object. */
    public static final String BYTES_EACH = "bytes_each";

    /** The name of the figure: threads for each object. */
    public static final String THREADS_EACH = "threads_each";

    private static final int COLLECTIONS = 5;

    private final long bytesBefore;
    private final int threadsBefore;

    private LiveHeap() throws InterruptedException {
        bytesBefore = bytes();
        threadsBefore = threads();
    }

    /** {@return the heap without the objects; everything that exists once must have been used before} */
    public static LiveHeap before() throws InterruptedException {
        return new LiveHeap();
    }

    /** {@return what has been added since, for each of a number of objects} */
    public Measurements each(int objects) throws InterruptedException {
        return Measurements.of(Map.of(
                BYTES_EACH,
                (double) (bytes() - bytesBefore) / objects,
                THREADS_EACH,
                (double) (threads() - threadsBefore) / objects));
    }

    /** The least after several full collections, since replies and timers of the moment may be alive in one of them. */
    private static long bytes() throws InterruptedException {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return least;
    }

    private static int threads() {
        return Thread.getAllStackTraces().size();
    }
}
