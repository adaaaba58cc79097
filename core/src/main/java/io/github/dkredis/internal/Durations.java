package io.github.dkredis.internal;

import java.time.Duration;

/** Durations that callers give: checked, and as Redis takes them. */
public final class Durations {

    private static final Duration MAX = Duration.ofDays(365_000);
    private static final Duration MAX_WAIT = Duration.ofDays(366);

    private Durations() {}

    /**
     * A duration in milliseconds.
     *
     * @param what what it is, for the message
     * @param duration from a millisecond to a thousand years; fractions of a millisecond are cut off
     * @return at least 1
     * @throws IllegalArgumentException if it is out of these bounds
     */
    public static long millis(String what, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(what + " must be positive, and was " + duration);
        }
        if (duration.compareTo(MAX) > 0) {
            throw new IllegalArgumentException(what + " must be at most a thousand years, and was " + duration);
        }
        long millis = duration.toMillis();
        if (millis == 0) {
            throw new IllegalArgumentException(what + " must be at least a millisecond, and was " + duration);
        }
        return millis;
    }

    /**
     * How long a caller is ready to wait, in nanoseconds.
     *
     * @param what what it is, for the message
     * @param wait from zero (which tries once) to 366 days
     * @throws IllegalArgumentException if it is out of these bounds
     */
    public static long waitNanos(String what, Duration wait) {
        if (wait.isNegative() || wait.compareTo(MAX_WAIT) > 0) {
            throw new IllegalArgumentException(what + " must be from zero to 366 days, and was " + wait);
        }
        return wait.toNanos();
    }

    /** A TTL as an argument in milliseconds, within the bounds of {@link #millis}. */
    public static byte[] ttl(Duration duration) {
        return Utf8.ascii(millis("the TTL", duration));
    }
}
