package io.github.dkredis.lock;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A caller who wants a lock: a parked thread, or a stage. It is decided once, by the cohort, under the cohort's lock, and woken after that: it
 * gets a lease, a refusal, or an exception.
 */
final class Waiter {

    final LeaseOptions terms;
    final boolean mayWait;

    /** The neighbours in the {@link WaitQueue}, which owns these. */
    @Nullable
    Waiter before;

    @Nullable
    Waiter behind;

    private final @Nullable Thread thread;
    private final @Nullable CompletableFuture<@Nullable Lease> stage;

    /** A {@link Lease}, a {@link RuntimeException}, or this waiter itself for a refusal; null until it is decided. */
    private volatile @Nullable Object outcome;

    private Waiter(
            LeaseOptions terms,
            boolean mayWait,
            @Nullable Thread thread,
            @Nullable CompletableFuture<@Nullable Lease> stage) {
        this.terms = terms;
        this.mayWait = mayWait;
        this.thread = thread;
        this.stage = stage;
    }

    static Waiter blocking(LeaseOptions terms, boolean mayWait) {
        return new Waiter(terms, mayWait, Thread.currentThread(), null);
    }

    static Waiter async(LeaseOptions terms, boolean mayWait, CompletableFuture<@Nullable Lease> stage) {
        return new Waiter(terms, mayWait, null, stage);
    }

    /** The thread that waits, or null for a stage. */
    @Nullable
    Thread thread() {
        return thread;
    }

    boolean isDecided() {
        return outcome != null;
    }

    void granted(Lease lease) {
        outcome = lease;
    }

    void refused() {
        outcome = this;
    }

    void failed(RuntimeException failure) {
        outcome = failure;
    }

    /** Wakes the thread, if one waits; to be called without the cohort's lock. */
    void wake() {
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /** Tells the stage; to be called without the cohort's lock, on the executor. */
    void completeStage() {
        if (stage != null) {
            try {
                stage.complete(result());
            } catch (RuntimeException e) {
                stage.completeExceptionally(e);
            }
        }
    }

    boolean hasStage() {
        return stage != null;
    }

    /** The lease, or null for a refusal. Only when it is decided. */
    @Nullable
    Lease result() {
        Object decided = outcome;
        if (decided instanceof RuntimeException failure) {
            throw failure;
        }
        return decided instanceof Lease lease ? lease : null;
    }

    /** Parks the thread that made this until it is decided, the deadline is reached or the thread is interrupted. */
    void park(long deadlineNanos) {
        while (outcome == null && !Thread.currentThread().isInterrupted()) {
            long left = deadlineNanos - System.nanoTime();
            if (left <= 0) {
                return;
            }
            LockSupport.parkNanos(this, left);
        }
    }
}
