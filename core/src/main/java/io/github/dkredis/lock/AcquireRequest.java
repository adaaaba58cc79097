package io.github.dkredis.lock;

/**
 * A request for a lock that was sent to Redis.
 *
 * @param token the token that asks
 * @param sentAtNanos when it was sent: a deadline counts from here, since the script cannot have run earlier
 * @param leaseMillis the TTL that it asked for
 * @param queues whether it enters the queue in Redis if the lock is taken
 */
record AcquireRequest(String token, long sentAtNanos, long leaseMillis, boolean queues) {}
