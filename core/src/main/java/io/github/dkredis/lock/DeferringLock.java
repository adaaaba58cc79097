package io.github.dkredis.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The lock that guards a {@link MutexCoordinator}. No thread waits for Redis under it, and no code of a caller runs
 * under it. Wake-ups and callbacks are collected and run after the unlock, so that a woken thread does not block on
 * this lock at once, and a callback can use the mutex without a deadlock.
 */
final class DeferringLock {

    private final ReentrantLock lock = new ReentrantLock();
    private List<Runnable> deferred = List.of();

    /** The usual case, a single waiter, has a field of its own: passing a lock on then allocates nothing here. */
    private @Nullable Waiter waiterToWake;

    void lock() {
        lock.lock();
    }

    /** Unlocks, and then runs what was deferred. */
    void unlock() {
        // A command that fails at once calls its handler inside the method that sent it, so this lock can be held
        // twice. The outermost unlock runs what was deferred.
        if (lock.getHoldCount() > 1) {
            lock.unlock();
            return;
        }
        Waiter waiter = waiterToWake;
        List<Runnable> actions = deferred;
        waiterToWake = null;
        deferred = List.of();
        lock.unlock();
        if (waiter != null) {
            waiter.wake();
        }
        actions.forEach(Runnable::run);
    }

    /** Runs an action under this lock. */
    void run(Runnable action) {
        lock();
        try {
            action.run();
        } finally {
            unlock();
        }
    }

    /** Wakes a waiter after the unlock. The calling thread must hold this lock. */
    void wakeAfterUnlock(Waiter waiter) {
        if (waiterToWake == null) {
            waiterToWake = waiter;
        } else {
            runAfterUnlock(waiter::wake);
        }
    }

    /** Runs an action after the unlock; it must be short and must not throw. The calling thread must hold this lock. */
    void runAfterUnlock(Runnable action) {
        if (deferred.isEmpty()) {
            deferred = new ArrayList<>(2);
        }
        deferred.add(action);
    }
}
