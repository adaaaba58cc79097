package io.github.dkredis.lock;

import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.lock.HoldCounts.Hold;
import io.github.dkredis.lock.Waiter.OnInterrupt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** A mutex as a lock of the JDK: reentrant for the thread that holds it. */
final class ReentrantMutex implements Lock {

    private final Mutex mutex;
    private final HoldCounts holdCounts;

    ReentrantMutex(Mutex mutex, HoldCounts holdCounts) {
        this.mutex = mutex;
        this.holdCounts = holdCounts;
    }

    @Override
    public void lock() {
        if (!reenter()) {
            hold(mutex.waitFor(Mutex.HUNDRED_YEARS_NANOS, OnInterrupt.STAY));
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        tryLock(Mutex.HUNDRED_YEARS_NANOS, TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean tryLock() {
        return reenter() || hold(mutex.tryNow(OnInterrupt.STAY));
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (reenter()) {
            return true;
        }
        if (time <= 0) {
            return tryLock();
        }
        try {
            return hold(mutex.waitFor(Math.min(Mutex.HUNDRED_YEARS_NANOS, unit.toNanos(time)), OnInterrupt.LEAVE));
        } catch (OperationInterruptedException e) {
            Thread.interrupted(); // the contract of Lock: the exception is thrown, and the interrupt is cleared
            throw new InterruptedException(e.getMessage());
        }
    }

    @Override
    public void unlock() {
        Hold hold = holdCounts.ofCurrentThread(mutex.name());
        if (hold == null || hold.scope != Hold.Scope.JDK_LOCK) {
            throw new IllegalMonitorStateException("lock \"" + mutex.name() + "\" is not held by this thread");
        }
        if (--hold.count > 0) {
            return;
        }
        holdCounts.unlock(mutex.name()); // before the loss is reported, so that the thread can lock again
        boolean held = hold.lease.isHeld();
        hold.lease.close();
        if (!held) {
            throw hold.lease.lostException();
        }
    }

    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException("a lock that several processes share has no conditions");
    }

    /** Enters once more if this thread holds the lock. */
    private boolean reenter() {
        Hold hold = holdCounts.ofCurrentThread(mutex.name());
        if (hold == null || hold.scope != Hold.Scope.JDK_LOCK) {
            return false;
        }
        if (!hold.lease.isHeld()) {
            throw hold.lease.lostException();
        }
        hold.count++;
        return true;
    }

    private boolean hold(@Nullable Lease lease) {
        if (lease == null) {
            return false;
        }
        holdCounts.lock(mutex.name(), lease);
        return true;
    }

    @Override
    public String toString() {
        return mutex.toString();
    }
}
