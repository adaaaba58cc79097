package io.github.dkredis.chaos.worker;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets the threads of a worker rest while its threads and its heap are measured, and ends them. */
final class Gate {

    private enum State {
        OPEN,
        RESTING,
        ENDED
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private State state = State.OPEN;
    private int inside;

    /** Waits while the gate rests; returns false if the thread is to end. Each pass is followed by {@link #leave}. */
    boolean enter() {
        lock.lock();
        try {
            while (state == State.RESTING) {
                changed.awaitUninterruptibly();
            }
            if (state == State.ENDED) {
                return false;
            }
            inside++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            inside--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets no thread enter, and waits until all have left.
     *
     * @throws IllegalStateException if a thread stays inside for longer than the limit
     */
    void rest(Duration limit) throws InterruptedException {
        lock.lock();
        try {
            state = State.RESTING;
            long nanos = limit.toNanos();
            while (inside > 0) {
                if (nanos <= 0) {
                    throw new IllegalStateException(
                            inside + " operations did not end within " + limit.toSeconds() + " s");
                }
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    void open() {
        set(State.OPEN);
    }

    void end() {
        set(State.ENDED);
    }

    /** Waits for a time, or until the gate ends. */
    void pause(Duration time) {
        lock.lock();
        try {
            long nanos = time.toNanos();
            while (nanos > 0 && state != State.ENDED) {
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void set(State next) {
        lock.lock();
        try {
            state = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
