package io.github.dkredis.lock;

import java.util.concurrent.TimeUnit;

/** The intervals that mutexes and fetch locks share. */
final class LockTiming {

    /**
     * The longest pause between two polls. A message normally ends the wait earlier, but it can be lost with its
     * connection.
     */
    static final long MAX_POLL_NANOS = TimeUnit.SECONDS.toNanos(5);

    /**
     * How long after a TTL a poll is sent. Redis reports the rest of a TTL in whole milliseconds, and a poll that
     * arrives just before the end would have to be repeated.
     */
    static final long EXPIRY_MARGIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /**
     * The pause before a failed poll or renewal is repeated. Without a connection it may fail at once, again and again.
     */
    static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** The shortest time limit of a renewal, for leases of a few milliseconds. */
    private static final long MIN_RENEWAL_LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private LockTiming() {}

    /**
     * {@return how long a renewal may take: a sixth of the lease, so that several attempts fit between a third of the
     * lease, when the first is sent, and its end}
     */
    static long renewalLimitNanos(long leaseMillis) {
        return Math.max(MIN_RENEWAL_LIMIT_NANOS, TimeUnit.MILLISECONDS.toNanos(leaseMillis) / 6);
    }
}
