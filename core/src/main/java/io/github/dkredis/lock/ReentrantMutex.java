package io.github.dkredis.lock;

import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.lock.HoldCounts.Hold;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A mutex as a lock of the JDK: reentrant for the thread that holds it. */
final class ReentrantMutex implements Lock {

    /**
     * {@link #lock()} waits for ever. A clock of nanoseconds counts 292 years, so a hundred years leave room to add.
     */
    private static final long HUNDRED_YEARS_NANOS = TimeUnit.DAYS.toNanos(36_500);

    private final Mutex mutex;
    private final HoldCounts holdCounts;

    ReentrantMutex(Mutex mutex, HoldCounts holdCounts) {
        this.mutex = mutex;
        this.holdCounts = holdCounts;
    }

    @Override
    public void lock() {
        if (!reenter()) {
            hold(uninterruptibly(target -> target.waitFor(HUNDRED_YEARS_NANOS)));
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        tryLock(HUNDRED_YEARS_NANOS, TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean tryLock() {
        return reenter() || hold(uninterruptibly(Mutex::tryNow));
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
            return hold(mutex.waitFor(Math.min(HUNDRED_YEARS_NANOS, unit.toNanos(time))));
        } catch (OperationInterruptedException e) {
            Thread.interrupted(); // the contract of Lock: the exception is thrown, and the interrupt is cleared
            throw new InterruptedException(e.getMessage());
        }
    }

    @Override
    public void unlock() {
        Hold hold = holdCounts.ofCurrentThread(mutex.name());
        if (hold == null) {
            throw new IllegalMonitorStateException("lock \"" + mutex.name() + "\" is not held by this thread");
        }
        if (--hold.count > 0) {
            return;
        }
        holdCounts.remove(mutex.name()); // before the loss is reported, so that the thread can lock again
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
        if (hold == null) {
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
        holdCounts.put(mutex.name(), lease);
        return true;
    }

    /** Acquires the lock again after every interrupt, and restores the interrupt at the end. */
    private @Nullable Lease uninterruptibly(Function<Mutex, @Nullable Lease> acquisition) {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return acquisition.apply(mutex);
                } catch (OperationInterruptedException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public String toString() {
        return mutex.toString();
    }
}
