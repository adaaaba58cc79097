package io.github.dkredis.lock;

import io.github.dkredis.internal.Durations;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How a caller wants to hold a lock.
 *
 * @param leaseMillis the length of the lease
 * @param renewed whether the lease is renewed while it is held
 * @param keepOnClose whether {@link Lease#close} leaves the lock taken for the rest of the lease
 * @param interruptOnLoss whether the acquiring thread is interrupted when the lease is lost
 * @param atLeastMillis how long the lock stays taken from the grant on, even if the lease is released earlier
 */
record LeaseOptions(
        long leaseMillis, boolean renewed, boolean keepOnClose, boolean interruptOnLoss, long atLeastMillis) {

    static final LeaseOptions DEFAULT = new LeaseOptions(30_000, true, false, false, 0);

    private static final Duration MAX_DURATION = Duration.ofDays(366);

    LeaseOptions {
        if (!renewed && atLeastMillis > leaseMillis) {
            throw new IllegalArgumentException("a lock that is to stay taken for at least " + atLeastMillis
                    + " ms needs a lease of at least that length, but the lease is " + leaseMillis
                    + " ms and not renewed");
        }
    }

    /**
     * Checks the bounds of a duration, and returns it in milliseconds.
     *
     * @param what what it is, for the message
     * @throws IllegalArgumentException if it is out of bounds
     */
    static long millis(String what, Duration duration) {
        long millis = Durations.millis(what, duration);
        if (duration.compareTo(MAX_DURATION) > 0) {
            throw new IllegalArgumentException(what + " must be at most 366 days, but is " + duration);
        }
        return millis;
    }

    LeaseOptions withFixedLease(long millis) {
        return new LeaseOptions(millis, false, keepOnClose, interruptOnLoss, atLeastMillis);
    }

    LeaseOptions withRenewal() {
        return new LeaseOptions(leaseMillis, true, keepOnClose, interruptOnLoss, atLeastMillis);
    }

    LeaseOptions withKeepOnClose() {
        return new LeaseOptions(leaseMillis, renewed, true, interruptOnLoss, atLeastMillis);
    }

    LeaseOptions withInterruptOnLoss() {
        return new LeaseOptions(leaseMillis, renewed, keepOnClose, true, atLeastMillis);
    }

    LeaseOptions withAtLeast(long millis) {
        return new LeaseOptions(leaseMillis, renewed, keepOnClose, interruptOnLoss, millis);
    }

    long leaseNanos() {
        return TimeUnit.MILLISECONDS.toNanos(leaseMillis);
    }

    long atLeastNanos() {
        return TimeUnit.MILLISECONDS.toNanos(atLeastMillis);
    }
}
