package io.github.dkredis.spring;

import io.github.dkredis.LeaseLostException;
import io.github.dkredis.lock.Mutex;
import java.time.Duration;
import java.util.ConcurrentModificationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * A lock that all instances share, reentrant for the thread that holds it. Acquiring it can throw
 * {@link io.github.dkredis.RedisUnavailableException}, and then it is not held. A thread that has lost the lock and
 * acquires it again without {@link #unlock} gets a {@link LeaseLostException}.
 *
 * <p>The two methods with a time to live are those of Spring Integration's {@code DistributedLock}, an interface of
 * version 7 that this class cannot name.
 */
public final class DkRedisLock implements Lock {

    private final Mutex mutex;
    private final Lock lock;

    DkRedisLock(Mutex mutex) {
        this.mutex = mutex;
        this.lock = mutex.asLock();
    }

    @Override
    public void lock() {
        lock.lock();
    }

    /**
     * Acquires the lock for a limited time, after which it ends unless it is renewed by hand. Entering a lock again
     * does not change its time.
     *
     * @param ttl from 1 ms to 366 days
     * @throws IllegalArgumentException if the time is out of bounds
     */
    public void lock(Duration ttl) {
        mutex.lease(ttl).asLock().lock();
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        lock.lockInterruptibly();
    }

    @Override
    public boolean tryLock() {
        return lock.tryLock();
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return lock.tryLock(time, unit);
    }

    /**
     * Acquires the lock for a limited time, as {@link #lock(Duration)} does, if it is free within another time.
     *
     * @param waitTime how long to wait
     * @param ttl from 1 ms to 366 days
     * @return whether the lock is held
     * @throws InterruptedException if the thread was interrupted; the lock is not held
     * @throws IllegalArgumentException if the time to live is out of bounds
     */
    public boolean tryLock(Duration waitTime, Duration ttl) throws InterruptedException {
        return mutex.lease(ttl).asLock().tryLock(waitTime.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Releases the lock, without waiting for Redis.
     *
     * @throws IllegalMonitorStateException if the current thread does not hold it
     * @throws ConcurrentModificationException if the lock was lost before, so that another caller may have had it; the
     *     thread does not hold it any more
     */
    @Override
    public void unlock() {
        try {
            lock.unlock();
        } catch (LeaseLostException e) {
            ConcurrentModificationException lost = new ConcurrentModificationException(e.getMessage());
            lost.initCause(e);
            throw lost;
        }
    }

    /** Throws: a lock that several processes share has no conditions. */
    @Override
    public Condition newCondition() {
        return lock.newCondition();
    }

    /** {@return the mutex} */
    @Override
    public String toString() {
        return "DkRedisLock[" + mutex + "]";
    }
}
