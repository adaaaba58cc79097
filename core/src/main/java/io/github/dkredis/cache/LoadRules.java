package io.github.dkredis.cache;

import io.github.dkredis.LoadTimeoutException;
import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.internal.Failures;
import io.github.dkredis.internal.Keys;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The decisions of loads that follow from the options of a cache. */
final class LoadRules {

    /**
     * A waiting caller reads again after this time, in case a message was lost; more often while no message can come.
     */
    private static final long POLL_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long POLL_WITHOUT_PUSH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /**
     * A waiting caller reads again this long after the end of the other client's lease, when Redis has removed the
     * lease.
     */
    private static final long AFTER_LEASE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final CacheOptions options;
    private final StatsCounter stats;

    LoadRules(CacheOptions options, StatsCounter stats) {
        this.options = options;
        this.stats = stats;
    }

    /** Until when a call that begins now waits for loads of others: a moment of {@link System#nanoTime}. */
    long deadlineNanos() {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(options.loadTimeoutMillis());
    }

    /** When a fill lease ends that is granted now: a moment of {@link System#nanoTime}. */
    long leaseEndNanos() {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(options.fillLeaseMillis());
    }

    /** How long a caller waits for a message about an entry that another client loads, before it reads again. */
    static long pollNanos(LeaseReply.HeldByOther held, LoadNotifications notifications) {
        long lease = TimeUnit.MILLISECONDS.toNanos(held.leaseMillis()) + AFTER_LEASE_NANOS;
        return Math.min(lease, notifications.push().isOpen() ? POLL_NANOS : POLL_WITHOUT_PUSH_NANOS);
    }

    /** How long a caller waits for a flight of its client before it looks whether the flight is overdue. */
    static long flightPollNanos() {
        return POLL_NANOS;
    }

    /** Whether a value that is served is to be refreshed in the background. */
    boolean needsRefresh(ReadResult result) {
        return result.version() != null
                && result.isValue()
                && (result.kind() == ReadResult.Kind.STALE || isDueEarly(result));
    }

    /** XFetch (Vattani et al., 2015): the nearer the end and the longer the load, the more likely is a refresh. */
    private boolean isDueEarly(ReadResult result) {
        double beta = options.earlyRefresh();
        if (beta == 0) {
            return false;
        }
        double head = -Math.log(1 - ThreadLocalRandom.current().nextDouble());
        return stats.loadMillis() * beta * head >= result.freshMillis();
    }

    /**
     * Throws a failure, unless Redis cannot be reached and the cache is to load all the same. A client that is
     * overloaded is not a reason to load: that would only move the load to the source of the values.
     */
    void requireTolerated(Throwable failure) {
        boolean tolerated = failure instanceof RedisUnavailableException unavailable
                && unavailable.reason() != RedisUnavailableException.Reason.CLOSED
                && unavailable.reason() != RedisUnavailableException.Reason.OVERLOADED
                && options.whenUnavailable() == UnavailablePolicy.LOAD;
        if (!tolerated) {
            throw Failures.<RuntimeException>sneaky(failure);
        }
    }

    /** Whether a call ended because its caller was interrupted, which says nothing about the source of the values. */
    static boolean isInterrupt(Throwable failure) {
        return failure instanceof InterruptedException || failure instanceof OperationInterruptedException;
    }

    static IllegalStateException asksForItself(EntryAddress address) {
        return new IllegalStateException(
                "cache entry " + Keys.quoted(address.label()) + ": its loader asks for itself");
    }

    /** Whether old values are kept that are served if loading fails. */
    boolean keepsForErrors() {
        return options.staleOnErrorMillis() > 0;
    }

    LoadTimeoutException tooLate(EntryAddress address) {
        return new LoadTimeoutException(address.label(), Duration.ofMillis(options.loadTimeoutMillis()));
    }
}
