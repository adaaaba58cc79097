package io.github.dkredis.internal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Times as callers give them: checked, and as Redis takes them. */
public final class Durations {

    private static final Duration LONGEST = Duration.ofDays(365_000);

    private Durations() {}

    /**
     * A time to live in milliseconds.
     *
     * @param what what it is, for the message
     * @param duration at least a millisecond, at most a thousand years; fractions of a millisecond are cut
     * @return milliseconds, at least 1
     * @throws IllegalArgumentException outside of these bounds
     */
    public static long millis(String what, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(what + " must be positive, and was " + duration);
        }
        if (duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(what + " must be at most a thousand years, and was " + duration);
        }
        long millis = duration.toMillis();
        if (millis == 0) {
            throw new IllegalArgumentException(what + " must be at least a millisecond, and was " + duration);
        }
        return millis;
    }

    /**
     * A time to live as an argument in milliseconds.
     *
     * @param duration as for {@link #millis}
     * @return its decimal digits
     */
    public static byte[] ttl(Duration duration) {
        return ascii(millis("the time to live", duration));
    }

    /**
     * A number as an argument.
     *
     * @param number any
     * @return its decimal digits
     */
    public static byte[] ascii(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }
}
