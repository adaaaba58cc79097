package io.github.dkredis.spring;

import io.github.dkredis.DkRedis;
import io.github.dkredis.LeaseLostException;
import io.github.dkredis.lock.Lease;
import io.github.dkredis.lock.Mutex;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.springframework.integration.support.locks.RenewableLockRegistry;

/**
 * Spring Integration's locks on {@link DkRedis#mutex mutexes}: the lock of a key {@code orders} is the mutex
 * {@code spring:orders}, so {@code redis.locks()} shows who holds it. The order of waiting threads and instances is
 * that of {@link Mutex}. Locks are views: nothing is kept for a key, so there is nothing that could expire unused.
 *
 * <p>A key is a string, or a number, boolean, character, UUID or enum constant; keys that are not equal have different
 * mutexes. Other keys are refused.
 *
 * <p>A lease lasts 30 seconds and is renewed while its lock is held, by this client and not by a task scheduler. So
 * {@link #renewLock} is needed only for locks that were acquired with a time to live.
 */
@SuppressWarnings({"rawtypes", "MissingOverride"}) // the interface is generic, and has more methods, from version 7 on
public final class DkRedisLockRegistry implements RenewableLockRegistry {

    private static final String DEFAULT_PREFIX = "spring:";
    private static final Duration DEFAULT_LEASE = Duration.ofSeconds(30);

    private final DkRedis redis;
    private final String prefix;
    private final Duration lease;

    /**
     * Creates a registry.
     *
     * @param redis used, but not closed
     */
    public DkRedisLockRegistry(DkRedis redis) {
        this(Objects.requireNonNull(redis, "redis"), DEFAULT_PREFIX, DEFAULT_LEASE);
    }

    private DkRedisLockRegistry(DkRedis redis, String prefix, Duration lease) {
        this.redis = redis;
        this.prefix = prefix;
        this.lease = lease;
        redis.mutex(prefix + "x").lease(lease); // refuses invalid settings now
    }

    /**
     * Returns a registry whose mutexes have names of another beginning.
     *
     * @param otherPrefix if it is empty, a lock and a mutex with the same name exclude each other
     * @throws IllegalArgumentException if a mutex cannot have such a name
     */
    public DkRedisLockRegistry withPrefix(String otherPrefix) {
        return new DkRedisLockRegistry(redis, Objects.requireNonNull(otherPrefix, "prefix"), lease);
    }

    /**
     * Returns a registry with another lease, which is renewed while a lock is held.
     *
     * @param otherLease how long a crashed holder blocks other callers, from 1 ms to 366 days
     * @throws IllegalArgumentException if the lease is out of bounds
     */
    public DkRedisLockRegistry withLease(Duration otherLease) {
        return new DkRedisLockRegistry(redis, prefix, otherLease);
    }

    /**
     * Returns the lock of a key.
     *
     * @throws IllegalArgumentException if the key is invalid
     */
    @Override
    public DkRedisLock obtain(Object lockKey) {
        return new DkRedisLock(mutex(lockKey).lease(lease).renewed());
    }

    /**
     * Renews a lock that the current thread holds, for its whole lease.
     *
     * @throws IllegalStateException if the thread does not hold it, or has lost it
     */
    @Override
    public void renewLock(Object lockKey) {
        renew(lockKey, Lease::renew);
    }

    /**
     * Renews a lock that the current thread holds, for a time from now on.
     *
     * @param ttl from 1 ms to 366 days
     * @throws IllegalStateException if the thread does not hold it, or has lost it
     */
    public void renewLock(Object lockKey, Duration ttl) {
        renew(lockKey, held -> held.renew(ttl));
    }

    private void renew(Object lockKey, Consumer<Lease> renewal) {
        Mutex mutex = mutex(lockKey);
        Lease held = mutex.leaseOfCurrentThread()
                .orElseThrow(() -> new IllegalStateException(
                        "the lock of " + lockKey + " cannot be renewed: this thread does not hold it"));
        try {
            renewal.accept(held);
        } catch (LeaseLostException e) {
            throw new IllegalStateException("the lock of " + lockKey + " cannot be renewed: it was lost", e);
        }
    }

    private Mutex mutex(Object lockKey) {
        return redis.mutex(prefix + LockNames.of(lockKey));
    }

    /** {@return the client, the prefix and the lease} */
    @Override
    public String toString() {
        return "DkRedisLockRegistry[" + redis + ", " + prefix + ", " + lease + "]";
    }
}
