package io.github.dkredis.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The steps that a waiting caller is to run. When the caller leaves early, the queued steps and every later one move to their
 * executors, so that none is lost: which of the two happens to a step is decided under the lock.
 */
final class CallerQueue {

    private record Step(Runnable code, Executor executor) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final ArrayDeque<Step> steps = new ArrayDeque<>();
    private boolean abandoned;

    /** Adds a step; runs it on its executor if the caller has left. */
    void add(Runnable code, Executor executor) {
        lock.lock();
        try {
            if (!abandoned) {
                steps.add(new Step(code, executor));
                added.signal();
                return;
            }
        } finally {
            lock.unlock();
        }
        executor.execute(code);
    }

    /** Waits for the next step. */
    Runnable take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (steps.isEmpty()) {
                added.await(); // every command and every wait that can add a step has a deadline of its own
            }
            return steps.remove().code;
        } finally {
            lock.unlock();
        }
    }

    boolean isAttended() {
        lock.lock();
        try {
            return !abandoned;
        } finally {
            lock.unlock();
        }
    }

    /** The caller leaves: what is queued and what comes later runs elsewhere. */
    void abandon() {
        List<Step> left;
        lock.lock();
        try {
            abandoned = true;
            left = new ArrayList<>(steps);
            steps.clear();
        } finally {
            lock.unlock();
        }
        left.forEach(step -> step.executor.execute(step.code));
    }
}
