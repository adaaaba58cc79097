package io.github.dkredis.lock;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A caller that wants a lock: a parked thread, or a stage. A waiter is decided exactly once, by its coordinator and
 * under the coordinator's lock: it gets a lease, a refusal or an exception. It is woken after that lock was released.
 */
final class Waiter {

    /** What becomes of a waiter when the lock is taken, or other callers wait for it. */
    enum IfTaken {
        WAIT,
        REFUSE
    }

    /** The outcome of a waiter that gets no lease. */
    private static final Object REFUSED = new Object();

    final LeaseOptions options;
    final IfTaken ifTaken;

    /** The neighbours in the {@link WaitQueue}, which alone reads and writes them. */
    @Nullable
    Waiter previous;

    @Nullable
    Waiter next;

    private final @Nullable Thread thread;
    private final @Nullable Consumer<? super Waiter> callback;

    /**
     * A {@link Lease}, a {@link RuntimeException} or {@link #REFUSED}; null until this waiter is decided. One volatile
     * field holds all of them, so that a waiting thread sees the outcome complete or not at all.
     */
    private volatile @Nullable Object outcome;

    private Waiter(
            LeaseOptions options,
            IfTaken ifTaken,
            @Nullable Thread thread,
            @Nullable Consumer<? super Waiter> callback) {
        this.options = options;
        this.ifTaken = ifTaken;
        this.thread = thread;
        this.callback = callback;
    }

    /** {@return a waiter for the current thread, which is to call {@link #parkUntil}} */
    static Waiter blocking(LeaseOptions options, IfTaken ifTaken) {
        return new Waiter(options, ifTaken, Thread.currentThread(), null);
    }

    /** {@return a waiter whose callback is given the decided waiter, on the client's executor} */
    static Waiter async(LeaseOptions options, IfTaken ifTaken, Consumer<? super Waiter> callback) {
        return new Waiter(options, ifTaken, null, callback);
    }

    /** {@return the thread that waits; null for a waiter with a callback} */
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
        outcome = REFUSED;
    }

    void failed(RuntimeException failure) {
        outcome = failure;
    }

    /**
     * The lease, or null for a refusal. This waiter must be decided.
     *
     * @throws RuntimeException the failure, if there was one
     */
    @Nullable
    Lease result() {
        Object decided = outcome;
        if (decided instanceof RuntimeException failure) {
            throw failure;
        }
        return decided instanceof Lease lease ? lease : null;
    }

    /** The lease, or null if this waiter was refused or has failed. */
    @Nullable
    Lease leaseOrNull() {
        return outcome instanceof Lease lease ? lease : null;
    }

    // ---- waking

    /**
     * Wakes the thread, if a thread waits. The coordinator's lock must not be held: the woken thread may need it at
     * once.
     */
    void wake() {
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    boolean hasCallback() {
        return callback != null;
    }

    /** Calls the callback, if there is one. The coordinator's lock must not be held. */
    void callBack() {
        if (callback != null) {
            callback.accept(this);
        }
    }

    /** What an interrupt does to a waiting thread. */
    enum OnInterrupt {
        /** It ends the wait. */
        LEAVE,
        /** The thread keeps its place, and is interrupted again when the wait has ended. */
        STAY
    }

    /**
     * Parks the calling thread, which made this waiter, until the waiter is decided, the thread is interrupted, or a
     * moment of {@link System#nanoTime} has come. The thread stays interrupted if it was.
     */
    void parkUntil(long deadlineNanos, OnInterrupt onInterrupt) {
        boolean interrupted = false;
        while (outcome == null) {
            if (onInterrupt == OnInterrupt.LEAVE && Thread.currentThread().isInterrupted()) {
                return;
            }
            interrupted |= onInterrupt == OnInterrupt.STAY && Thread.interrupted();
            long left = deadlineNanos - System.nanoTime();
            if (left <= 0) {
                break;
            }
            LockSupport.parkNanos(this, left);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
