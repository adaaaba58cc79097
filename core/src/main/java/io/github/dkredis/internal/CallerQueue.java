package io.github.dkredis.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The code that a waiting caller is to run. When the caller leaves early, the queued tasks and every later one move to
 * their executors, so that none is lost: which of the two happens to a task is decided under the lock.
 */
final class CallerQueue {

    private record Task(Runnable code, Executor executor) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final ArrayDeque<Task> tasks = new ArrayDeque<>();
    private boolean abandoned;

    /** Adds a task; runs it on its executor if the caller has left. */
    void add(Runnable code, Executor executor) {
        lock.lock();
        try {
            if (!abandoned) {
                tasks.add(new Task(code, executor));
                added.signal();
                return;
            }
        } finally {
            lock.unlock();
        }
        executor.execute(code);
    }

    /** Waits for the next task. */
    Runnable take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (tasks.isEmpty()) {
                added.await(); // every command and every wait that can add a task has a deadline of its own
            }
            return tasks.remove().code;
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
        List<Task> left;
        lock.lock();
        try {
            abandoned = true;
            left = new ArrayList<>(tasks);
            tasks.clear();
        } finally {
            lock.unlock();
        }
        left.forEach(task -> task.executor.execute(task.code));
    }
}
