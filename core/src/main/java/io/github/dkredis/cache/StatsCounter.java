package io.github.dkredis.cache;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a cache does in this client. */
final class StatsCounter {

    private static final int CELLS = 64;
    private static final int PADDING = 8; // longs in a cache line, so that threads do not share one

    /** The weight of the last load in the smoothed load time. */
    private static final double WEIGHT = 0.2;

    final LongAdder farHits = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder loadFailures = new LongAdder();
    final LongAdder puts = new LongAdder();
    final LongAdder waits = new LongAdder();
    final LongAdder staleServed = new LongAdder();
    final LongAdder voidedFills = new LongAdder();
    final LongAdder undecodable = new LongAdder();
    final LongAdder loadsWhileUnavailable = new LongAdder();
    private final LongAdder loads = new LongAdder();
    private final LongAdder loadNanos = new LongAdder();

    /**
     * Near hits by thread. Plain increments, because an atomic one would cost as much as the near hit itself; two
     * threads of one cell may lose a count.
     */
    private final long[] nearHits = new long[CELLS * PADDING];

    private volatile double smoothedLoadMillis;

    @SuppressWarnings("deprecation") // threadId() came with Java 19
    void nearHit() {
        nearHits[(int) (Thread.currentThread().getId() & (CELLS - 1)) * PADDING]++;
    }

    /** Counts a read without a loader and returns its result, or a miss in place of what must not be served. */
    ReadResult countRead(ReadResult result) {
        if (!result.isValue()) {
            misses.increment();
            return ReadResult.MISS;
        }
        countHit(result);
        return result;
    }

    /** Counts a result that is served from Redis. */
    void countHit(ReadResult result) {
        farHits.increment();
        if (result.kind() == ReadResult.Kind.STALE) {
            staleServed.increment();
        }
    }

    void loaded(long nanos) {
        loads.increment();
        loadNanos.add(nanos);
        double millis = nanos / 1e6;
        double before = smoothedLoadMillis;
        // Two loads at once may lose one of their times, which hardly changes the average.
        smoothedLoadMillis = before == 0 ? millis : before + WEIGHT * (millis - before);
    }

    void loadFailed(long nanos) {
        loadFailures.increment();
        loadNanos.add(nanos);
    }

    /** The smoothed time of a successful load in this client; 0 before the first. */
    double loadMillis() {
        return smoothedLoadMillis;
    }

    /**
     * What was counted so far.
     *
     * @param nearEntries how many entries the near cache has now
     */
    CacheStats snapshot(long nearEntries) {
        long near = 0;
        for (int i = 0; i < nearHits.length; i += PADDING) {
            near += nearHits[i];
        }
        return new CacheStats(
                near,
                farHits.sum(),
                misses.sum(),
                loads.sum(),
                loadFailures.sum(),
                Duration.ofNanos(loadNanos.sum()),
                waits.sum(),
                staleServed.sum(),
                voidedFills.sum(),
                undecodable.sum(),
                loadsWhileUnavailable.sum(),
                puts.sum(),
                nearEntries);
    }
}
