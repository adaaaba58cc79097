/**
 * Locks that all processes with the same Redis share.
 *
 * <p>{@link io.github.dkredis.lock.Mutex} is mutual exclusion with leases and fencing tokens;
 * {@link io.github.dkredis.lock.FetchLock} lets one of many callers fetch a value. How a mutex works inside:
 *
 * <ul>
 *   <li>{@code MutexStateMachine} decides, without any I/O, what one lock in this client does next: {@code Acquisition}
 *       while the client does not own the key, {@code Ownership} while it does. {@code MutexState}, {@code MutexEvent}
 *       and {@code MutexEffect} are its language.
 *   <li>{@code MutexCoordinator} holds the callers of one lock ({@code Waiter}), feeds the machine and carries out its
 *       effects. {@code MutexRegistry} finds the coordinator of a name or of a token; {@code MutexRequests} sends.
 *   <li>{@code MutexScripts} are the state changes in Redis, one script each; {@code LockKeys} names the keys.
 *   <li>{@link io.github.dkredis.lock.Lease} is the handle of a held lock; {@code ReentrantMutex} is the
 *       {@code java.util.concurrent.locks.Lock} over it.
 * </ul>
 */
@NullMarked
package io.github.dkredis.lock;

import org.jspecify.annotations.NullMarked;
