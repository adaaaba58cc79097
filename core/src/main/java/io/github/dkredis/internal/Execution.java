package io.github.dkredis.internal;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One run of an operation: where its code runs, how long its commands may take, and what is under way at the moment.
 * This class is the asynchronous kind, which continues on executors; {@code BlockingExecution} continues on the thread
 * of a waiting caller. The steps of an execution follow each other, so that one of them is under way at a time; parts
 * that run at the same time are {@link #fork forked}.
 *
 * <p>Steps hand the execution from thread to thread with a happens-before edge (a queue or an executor). What another
 * thread reads at any time, to cancel, is volatile.
 */
public class Execution {

    /** Something an execution waits for, and that can be given up. */
    public interface Wait {

        /** What is waited for, for messages. */
        String label();

        /** Gives it up: it completes soon, with a failure. */
        void abandon();
    }

    private long startedNanos = System.nanoTime();
    private volatile @Nullable Wait current;
    private volatile boolean cancelled;
    private volatile @Nullable Queue<Execution> forks;

    /**
     * Starts the next step. What it throws while it starts becomes its failure.
     *
     * @param <T> the result
     */
    public <T extends @Nullable Object> void run(Step<T> step, Completion<? super T> completion) {
        try {
            step.start(this, completion); // completions do not throw, so whatever is thrown precedes the outcome
        } catch (Throwable e) {
            completion.complete(null, e);
        }
    }

    /** A part that runs at the same time as others. Cancelling this cancels the part. */
    Execution fork() {
        Queue<Execution> known = forks;
        if (known == null) {
            known = new ConcurrentLinkedQueue<>(); // only the thread that runs this execution forks it
            forks = known;
        }
        Execution fork = newFork();
        fork.startedNanos = startedNanos;
        known.add(fork);
        if (cancelled) {
            fork.cancel();
        }
        return fork;
    }

    /** All parts have ended; this execution goes on by itself. */
    void joinForks() {
        forks = null;
    }

    Execution newFork() {
        return new Execution();
    }

    // ---- for the steps that wait

    /** Whether a step is to wait on this thread itself, instead of going on when its reply comes. */
    public boolean waitsDirectly() {
        return false;
    }

    /** Whether the code of this execution runs on the thread of a caller who waits, and may block it. */
    public boolean mayBlock() {
        return false;
    }

    /** The moment of {@link System#nanoTime} at which commands of this execution have to be answered. */
    public final long deadlineNanos(long timeoutNanos) {
        return startedNanos + timeoutNanos;
    }

    /** Leaves the time since a moment out of the time limit. */
    public final void excludeSince(long beginNanos) {
        startedNanos += System.nanoTime() - beginNanos;
    }

    final void restartTimeLimit() {
        startedNanos = System.nanoTime();
    }

    /** Names what is under way from now on, so that it can be given up. */
    public final void waitsFor(Wait wait) {
        current = wait;
        if (cancelled) { // checked last: the canceller sets it first
            wait.abandon();
        }
    }

    /** Goes on, on the waiting caller's thread or else on the executor. Called by any thread, the event loop too. */
    public void proceed(Executor executor, Runnable step) {
        executor.execute(step);
    }

    // ---- giving up

    /** Gives up what is under way. Steps that begin later are given up as they begin. */
    public final void cancel() {
        cancelled = true;
        Wait wait = current;
        if (wait != null) {
            wait.abandon();
        }
        Queue<Execution> parts = forks;
        if (parts != null) {
            parts.forEach(Execution::cancel);
        }
    }

    public final boolean isCancelled() {
        return cancelled;
    }

    /** What is waited for, for messages. */
    final String label() {
        Queue<Execution> parts = forks;
        if (parts != null) {
            for (Execution part : parts) {
                if (part.current != null) {
                    return part.label();
                }
            }
        }
        Wait wait = current;
        return wait == null ? "operation" : wait.label();
    }
}
