package io.github.dkredis.lock;

/**
 * A request for a lock that was sent to Redis.
 *
 * @param token the token that asks
 * @param mode what it asks for if the lock is taken
 * @param sentAtNanos when it was sent: a deadline counts from here, since the script cannot have run earlier
 * @param leaseMillis the TTL that it asked for
 */
record AcquireRequest(String token, AskMode mode, long sentAtNanos, long leaseMillis) {}
