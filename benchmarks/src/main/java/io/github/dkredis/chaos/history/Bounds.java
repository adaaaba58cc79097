package io.github.dkredis.chaos.history;

import java.time.Duration;

/**
 * The figures that the rules compare with.
 *
 * @param lease the lease of mutexes and permits
 * @param permits the size of each semaphore
 * @param staleness how old a cached read may be, in time during which the reader ran
 * @param limit the rate limit
 * @param cooldown the period of each cooldown
 * @param recovery how long after the last fault a feature may fail
 * @param connections how many connections of a worker one server may have
 * @param extraThreads how many threads a worker may have more than at its baseline
 * @param extraHeapBytes how much more live heap
 */
public record Bounds(
        Duration lease,
        int permits,
        Duration staleness,
        Limit limit,
        Duration cooldown,
        Duration recovery,
        int connections,
        int extraThreads,
        long extraHeapBytes) {

    /** A rate: so many permits in each period, and so many at once after a pause. */
    public record Limit(int permits, Duration period, int burst) {}

    /**
     * The bounds of a run. A heartbeat notices a silent connection within two seconds; half a second more is for a
     * message to be handled. A connection is away for at most a second after a server is back, then a lock of a killed
     * process ends with its lease.
     */
    public static final Bounds DEFAULTS = new Bounds(
            Duration.ofSeconds(3),
            3,
            Duration.ofMillis(2_500),
            new Limit(20, Duration.ofSeconds(1), 10),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            3,
            8,
            12L << 20);

    /** {@return these bounds with more time to recover} */
    public Bounds withRecovery(Duration longer) {
        return new Bounds(
                lease, permits, staleness, limit, cooldown, longer, connections, extraThreads, extraHeapBytes);
    }

    /** {@return these bounds for near caches that notice an isolated primary later} */
    public Bounds withStaleness(Duration longer) {
        return new Bounds(lease, permits, longer, limit, cooldown, recovery, connections, extraThreads, extraHeapBytes);
    }
}
