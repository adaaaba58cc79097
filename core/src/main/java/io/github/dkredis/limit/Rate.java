package io.github.dkredis.limit;

import io.github.dkredis.internal.Durations;
import java.time.Duration;

/**
 * How often something may happen: a number of permits in a period, evenly spread, and a burst of them at once after a
 * pause. A resource can have several rates; each of them is counted by itself, so a changed rate begins with a full
 * burst.
 *
 * @param permits the permits in a period, at most a million a second
 * @param period from 1 ms to ten years
 * @param burst how many permits can be taken at once, at least 1
 */
public record Rate(long permits, Duration period, long burst) {

    private static final long MAX_PERMITS = 1_000_000_000;
    private static final Duration MAX_REFILL = Duration.ofDays(3_660);

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if a value is out of bounds, or a whole burst would take longer than ten years
     *     to refill
     */
    public Rate {
        Durations.millis("the period", period);
        if (permits < 1 || permits > MAX_PERMITS || burst < 1 || burst > MAX_PERMITS) {
            throw new IllegalArgumentException(
                    "permits and burst must be from 1 to 1,000,000,000, but are " + permits + " and " + burst);
        }
        if (period.compareTo(MAX_REFILL) > 0) {
            throw new IllegalArgumentException("the period must be at most ten years, but is " + period);
        }
        if (period.dividedBy(permits).toNanos() < 1_000) {
            throw new IllegalArgumentException(
                    "a rate must be at most a million permits a second, but is " + permits + " in " + period);
        }
        if (period.toMillis() / 1_000.0 / permits * burst > MAX_REFILL.toSeconds()) {
            throw new IllegalArgumentException("a burst must refill within ten years; " + burst + " permits at "
                    + permits + " in " + period + " take longer");
        }
    }

    /**
     * Makes a rate whose burst is the permits of one period.
     *
     * @throws IllegalArgumentException if a value is out of bounds
     */
    public static Rate of(long permits, Duration period) {
        return new Rate(permits, period, permits);
    }

    /**
     * Makes the same rate with another burst.
     *
     * @throws IllegalArgumentException if the burst is out of bounds
     */
    public Rate withBurst(long burst) {
        return new Rate(permits, period, burst);
    }

    /** {@return the microseconds of one permit, as a decimal number} */
    String intervalMicros() {
        double micros = period.toSeconds() * 1e6 + period.toNanosPart() / 1e3;
        return Double.toString(micros / permits);
    }

    /** {@return the rate as it stands in keys: permits, period and burst} */
    String text() {
        return permits + "/" + period + "/" + burst;
    }
}
