package io.github.dkredis.lock;

/**
 * The key of a lock was given to this client.
 *
 * @param firstFence the first number of the block of fencing tokens that came with it
 * @param sinceNanos a moment of {@link System#nanoTime} that is not later than the start of the key's TTL, so that a
 *     deadline computed from it is never too late
 * @param leaseMillis the key's TTL
 * @param contended whether other clients wait for the lock
 */
record Grant(long firstFence, long sinceNanos, long leaseMillis, boolean contended) {}
