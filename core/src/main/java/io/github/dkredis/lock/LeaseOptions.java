package io.github.dkredis.lock;

/**
 * For how long a caller wants a lock.
 *
 * @param leaseMillis how long it is taken for
 * @param renewed whether that is renewed while it is held
 * @param keepOnClose whether closing leaves the lock taken for the rest of the lease
 * @param interrupting whether the acquiring thread is interrupted when the lease is lost
 */
record LeaseOptions(long leaseMillis, boolean renewed, boolean keepOnClose, boolean interrupting) {

    long leaseNanos() {
        return leaseMillis * 1_000_000;
    }
}
