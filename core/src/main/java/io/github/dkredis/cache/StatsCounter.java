package io.github.dkredis.cache;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** What a cache has done. */
final class StatsCounter {

    private static final int CELLS = 64;
    private static final int PADDING = 8;

    /** A part of the smoothed load time that the last load makes up. */
    private static final double WEIGHT = 0.2;

    final LongAdder farHits = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder loadFailures = new LongAdder();
    final LongAdder waits = new LongAdder();
    final LongAdder staleServed = new LongAdder();
    final LongAdder voidedFills = new LongAdder();
    final LongAdder undecodable = new LongAdder();
    final LongAdder loadsWhileAway = new LongAdder();
    private final LongAdder loads = new LongAdder();
    private final LongAdder loadNanos = new LongAdder();

    /** An atomic count would cost as much as the near hit itself. */
    private final long[] nearHits = new long[CELLS * PADDING];

    private volatile double smoothedLoadMillis;

    @SuppressWarnings("deprecation") // threadId() is of Java 19
    void nearHit() {
        nearHits[(int) (Thread.currentThread().getId() & (CELLS - 1)) * PADDING]++;
    }

    void loaded(long nanos) {
        loads.increment();
        loadNanos.add(nanos);
        double millis = nanos / 1e6;
        double before = smoothedLoadMillis;
        smoothedLoadMillis = before == 0 ? millis : before + WEIGHT * (millis - before); // a lost race costs little
    }

    void loadFailed(long nanos) {
        loadFailures.increment();
        loadNanos.add(nanos);
    }

    /** How long a load takes, as far as was seen here; 0 if none was. */
    double loadMillis() {
        return smoothedLoadMillis;
    }

    CacheStats snapshot() {
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
                loadsWhileAway.sum());
    }
}
