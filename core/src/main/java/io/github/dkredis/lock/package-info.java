/**
 * Locks and limits over all processes that share a Redis.
 *
 * <p>{@link io.github.dkredis.lock.Mutex}: mutual exclusion with leases and fencing tokens. How it works inside:
 *
 * <ul>
 *   <li>{@code Cohort} is the one state machine of a lock's name in this client: its callers queue there, and the client
 *       queues in Redis once for all of them. {@code MutexRegistry} finds the cohort of a name or of a token and drops those that
 *       are idle; {@code Waiter} is a caller in the queue.
 *   <li>{@code MutexScripts} are the state changes in Redis, one script each; {@code LockKeys} the names of the keys, {@code
 *       Tokens} who is who.
 *   <li>{@link io.github.dkredis.lock.Lease} is what a holder holds; {@code ReentrantMutex} the {@code
 *       java.util.concurrent.locks.Lock} over it.
 * </ul>
 */
@NullMarked
package io.github.dkredis.lock;

import org.jspecify.annotations.NullMarked;
