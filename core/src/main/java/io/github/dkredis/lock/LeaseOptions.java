package io.github.dkredis.lock;

import java.util.concurrent.TimeUnit;

/**
 * How a caller wants to hold a lock.
 *
 * @param leaseMillis the length of the lease
 * @param renewed whether the lease is renewed while it is held
 * @param keepOnClose whether {@link Lease#close} leaves the lock taken for the rest of the lease
 * @param interruptOnLoss whether the acquiring thread is interrupted when the lease is lost
 */
record LeaseOptions(long leaseMillis, boolean renewed, boolean keepOnClose, boolean interruptOnLoss) {

    static final LeaseOptions DEFAULT = new LeaseOptions(30_000, true, false, false);

    LeaseOptions withFixedLease(long millis) {
        return new LeaseOptions(millis, false, keepOnClose, interruptOnLoss);
    }

    LeaseOptions withRenewal() {
        return new LeaseOptions(leaseMillis, true, keepOnClose, interruptOnLoss);
    }

    LeaseOptions withKeepOnClose() {
        return new LeaseOptions(leaseMillis, renewed, true, interruptOnLoss);
    }

    LeaseOptions withInterruptOnLoss() {
        return new LeaseOptions(leaseMillis, renewed, keepOnClose, true);
    }

    long leaseNanos() {
        return TimeUnit.MILLISECONDS.toNanos(leaseMillis);
    }
}
