package io.github.dkredis.cache;

import io.github.dkredis.internal.Durations;
import io.github.dkredis.internal.Utf8;
import java.time.Duration;
import java.time.Instant;

/**
 * When an entry ends.
 *
 * @param millis the time in milliseconds, at least 1; or the moment in milliseconds since 1970
 */
record Expiry(Kind kind, long millis) {

    enum Kind {
        /** After a time. */
        TTL,
        /** At a moment. */
        MOMENT
    }

    private static final byte[] PX = Utf8.ascii("px");
    private static final byte[] PXAT = Utf8.ascii("pxat");

    /** The end of the year 9999, as in Python. */
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    static Expiry after(long millis) {
        return new Expiry(Kind.TTL, millis);
    }

    /**
     * The end of a time.
     *
     * @throws IllegalArgumentException if it is out of bounds
     */
    static Expiry after(Duration ttl) {
        return after(Durations.millis("the TTL", ttl));
    }

    /**
     * A moment. One that has passed is allowed: the server removes such an entry.
     *
     * @throws IllegalArgumentException if it is out of bounds
     */
    static Expiry at(Instant moment) {
        if (moment.isAfter(LAST)) {
            throw new IllegalArgumentException("an entry must expire before the year 10000, and was to at " + moment);
        }
        return new Expiry(Kind.MOMENT, moment.isAfter(Instant.EPOCH) ? Math.max(1, moment.toEpochMilli()) : 1);
    }

    Expiry plusMillis(long added) {
        return new Expiry(kind, millis + added);
    }

    /** The option of {@code SET}. */
    byte[] option() {
        return kind == Kind.TTL ? PX : PXAT;
    }
}
