package io.github.dkredis.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A cohort's lock. Nothing waits, nobody is woken and no caller's code runs under it: what is to be told is collected and
 * told once it is free, so that who is woken does not run into it.
 */
final class DeferringLock {

    private final ReentrantLock lock = new ReentrantLock();
    private List<Runnable> afterwards = List.of();
    private @Nullable Waiter woken;

    void enter() {
        lock.lock();
    }

    /** Leaves, and tells what is to be told. */
    void leave() {
        if (lock.getHoldCount() > 1) { // a command that failed at once answers inside the method that sent it
            lock.unlock();
            return;
        }
        Waiter waiter = woken;
        List<Runnable> told = afterwards;
        woken = null;
        afterwards = List.of();
        lock.unlock();
        if (waiter != null) {
            waiter.wake();
        }
        told.forEach(Runnable::run);
    }

    /** Runs something in it. */
    void run(Runnable action) {
        enter();
        try {
            action.run();
        } finally {
            leave();
        }
    }

    /** Has a thread woken after leaving. */
    void wake(Waiter waiter) {
        if (woken == null) {
            woken = waiter;
        } else {
            tell(waiter::wake);
        }
    }

    /** Has something told after leaving; it must be short. */
    void tell(Runnable telling) {
        if (afterwards.isEmpty()) {
            afterwards = new ArrayList<>(2);
        }
        afterwards.add(telling);
    }
}
