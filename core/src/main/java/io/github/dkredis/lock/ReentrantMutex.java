package io.github.dkredis.lock;

import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.lock.HoldCounts.Hold;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** A mutex as a JDK lock. */
final class ReentrantMutex implements Lock {

    /** For ever, as far as a clock of nanoseconds can tell. */
    private static final long FOR_EVER = TimeUnit.DAYS.toNanos(36_500);

    private final Mutex mutex;
    private final HoldCounts holds;

    ReentrantMutex(Mutex mutex, HoldCounts holds) {
        this.mutex = mutex;
        this.holds = holds;
    }

    @Override
    public void lock() {
        if (enteredAgain()) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    hold(mutex.waitFor(FOR_EVER));
                    return;
                } catch (OperationInterruptedException e) {
                    interrupted = Thread.interrupted() || interrupted; // this method is not ended by it
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        tryLock(FOR_EVER, TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean tryLock() {
        if (enteredAgain()) {
            return true;
        }
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    Optional<Lease> lease = mutex.tryAcquire();
                    lease.ifPresent(this::hold);
                    return lease.isPresent();
                } catch (OperationInterruptedException e) {
                    interrupted = Thread.interrupted() || interrupted; // this method is not ended by it
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (enteredAgain()) {
            return true;
        }
        if (time <= 0) {
            return tryLock();
        }
        try {
            Lease lease = mutex.waitFor(Math.min(FOR_EVER, unit.toNanos(time)));
            hold(lease);
            return lease != null;
        } catch (OperationInterruptedException e) {
            Thread.interrupted(); // the exception carries it
            throw new InterruptedException(e.getMessage());
        }
    }

    @Override
    public void unlock() {
        Hold hold = holds.mine(mutex.name());
        if (hold == null) {
            throw new IllegalMonitorStateException("lock \"" + mutex.name() + "\" is not held by this thread");
        }
        if (--hold.count > 0) {
            return;
        }
        holds.remove(mutex.name());
        boolean held = hold.lease.isHeld();
        hold.lease.close();
        if (!held) {
            throw hold.lease.lost();
        }
    }

    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException("a lock over several processes has no conditions");
    }

    private boolean enteredAgain() {
        Hold hold = holds.mine(mutex.name());
        if (hold != null) {
            if (!hold.lease.isHeld()) {
                throw hold.lease.lost();
            }
            hold.count++;
        }
        return hold != null;
    }

    private void hold(@Nullable Lease lease) {
        if (lease != null) {
            holds.put(mutex.name(), lease);
        }
    }

    @Override
    public String toString() {
        return mutex.toString();
    }
}
