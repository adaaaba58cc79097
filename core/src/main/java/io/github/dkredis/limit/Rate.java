package io.github.dkredis.limit;

import io.github.dkredis.internal.Durations;
import java.time.Duration;

/**
 * How often something may happen: so many permits in a period, evenly, and so many at once after a pause. A resource should
 * have one rate; when that is changed, the new one counts at once, and what was taken before counts for one new burst at most.
 *
 * @param permits from 1 to a million a second
 * @param period from 1 ms to ten years
 * @param burst how many may be taken at once, at least 1
 */
public record Rate(long permits, Duration period, long burst) {

    private static final long MOST = 1_000_000_000;
    private static final Duration LONGEST_BURST = Duration.ofDays(3_660);

    /**
     * Checks the bounds.
     *
     * @param permits from 1 to a million a second
     * @param period from 1 ms to ten years
     * @param burst how many may be taken at once, at least 1
     * @throws IllegalArgumentException outside of them, or if a whole burst would take longer than ten years to come back
     */
    public Rate {
        Durations.millis("the period", period);
        if (permits < 1 || permits > MOST || burst < 1 || burst > MOST) {
            throw new IllegalArgumentException("permits and burst are from 1 to a thousand million");
        }
        if (period.compareTo(LONGEST_BURST) > 0) {
            throw new IllegalArgumentException("the period must be at most ten years, and was " + period);
        }
        if (period.dividedBy(permits).toNanos() < 1_000) {
            throw new IllegalArgumentException("a rate is at most a million permits a second");
        }
        if (period.toMillis() / 1_000.0 / permits * burst > LONGEST_BURST.toSeconds()) {
            throw new IllegalArgumentException("a whole burst must come back within ten years");
        }
    }

    /**
     * A rate whose burst is one period's permits.
     *
     * @param permits how many
     * @param period in how long
     * @return the rate
     * @throws IllegalArgumentException out of bounds
     */
    public static Rate of(long permits, Duration period) {
        return new Rate(permits, period, permits);
    }

    /**
     * The same rate with another burst.
     *
     * @param burst how many may be taken at once
     * @return the rate
     * @throws IllegalArgumentException out of bounds
     */
    public Rate withBurst(long burst) {
        return new Rate(permits, period, burst);
    }

    /** The microseconds of one permit. */
    String intervalMicros() {
        double micros = period.toSeconds() * 1e6 + period.toNanosPart() / 1e3;
        return Double.toString(micros / permits);
    }
}
