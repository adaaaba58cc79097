/**
 * Locks that all processes with the same Redis share.
 *
 * <p>{@link io.github.dkredis.lock.Mutex} is mutual exclusion with leases and fencing tokens;
 * {@link io.github.dkredis.lock.FetchLock} lets one of many callers fetch a value. How a mutex works inside:
 *
 * <ul>
 *   <li>{@code Cohort} is the state machine of one lock in this client: its callers queue there, and the client queues
 *       in Redis once for all of them. {@code Asking} acquires the key, {@code Tenure} is the time in which the client
 *       owns it.
 *   <li>{@code MutexRegistry} finds the cohort of a name or of a token, and holds what cohorts share. {@code Waiter} is
 *       a caller in the queue.
 *   <li>{@code MutexScripts} are the state changes in Redis, one script each; {@code LockKeys} names the keys.
 *   <li>{@link io.github.dkredis.lock.Lease} is the handle of a held lock; {@code ReentrantMutex} is the
 *       {@code java.util.concurrent.locks.Lock} over it.
 * </ul>
 */
@NullMarked
package io.github.dkredis.lock;

import org.jspecify.annotations.NullMarked;
