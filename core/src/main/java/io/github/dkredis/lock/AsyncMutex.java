package io.github.dkredis.lock;

import io.github.dkredis.LockTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * {@link Mutex} without blocking: every method is begun at once and answers with a stage that completes on the client's
 * executor. Cancelling a stage gives up the wait, and what it may still win is given back.
 */
public final class AsyncMutex {

    private final Locks home;
    private final LockKeys keys;
    private final Mutex.Options options;

    AsyncMutex(Locks home, LockKeys keys, Mutex.Options options) {
        this.home = home;
        this.keys = keys;
        this.options = options;
    }

    /**
     * Acquires the lock, waiting for up to the timeout.
     *
     * @return a stage of a lease to close; a {@link LockTimeoutException} if it was not to be had in time
     * @see Mutex#acquire()
     */
    public CompletionStage<Lease> acquire() {
        Wait wait = begin(true, options.timeout().toNanos());
        CompletableFuture<Lease> result = wait.thenApplyLease(lease -> {
            if (lease == null) {
                throw new LockTimeoutException(keys.name(), options.timeout());
            }
            return lease;
        });
        return result;
    }

    /**
     * Acquires the lock if it is free and nobody waits for it.
     *
     * @return a stage of a lease to close, or empty
     * @see Mutex#tryAcquire()
     */
    public CompletionStage<Optional<Lease>> tryAcquire() {
        return begin(false, Long.MAX_VALUE / 4).thenApplyLease(Optional::ofNullable);
    }

    /**
     * Acquires the lock, waiting for up to a given time.
     *
     * @param wait from 1 ms to 366 days
     * @return a stage of a lease to close, or empty if it was not to be had in time
     * @see Mutex#tryAcquire(Duration)
     */
    public CompletionStage<Optional<Lease>> tryAcquire(Duration wait) {
        Mutex.millis("the wait", wait);
        return begin(true, wait.toNanos()).thenApplyLease(Optional::ofNullable);
    }

    private Wait begin(boolean mayWait, long nanos) {
        Wait wait = new Wait();
        Waiter waiter = Waiter.async(options.terms(), mayWait, wait);
        MutexRegistry cohorts = home.mutexes();
        Cohort cohort = cohorts.enter(keys, waiter);
        var limit = cohorts.schedule(() -> cohort.giveUp(waiter), nanos);
        wait.whenComplete((lease, failure) -> {
            if (limit != null) {
                limit.cancel(false);
            }
        });
        wait.onCancel = () -> cohort.giveUp(waiter);
        return wait;
    }

    /** What the cohort completes. When the caller's stage was cancelled, a lease that comes all the same is given back. */
    private static final class Wait extends CompletableFuture<@Nullable Lease> {

        private volatile Runnable onCancel = () -> {};

        <T> CompletableFuture<T> thenApplyLease(java.util.function.Function<@Nullable Lease, T> meaning) {
            CompletableFuture<T> result = new CompletableFuture<>() {
                @Override
                public boolean cancel(boolean mayInterruptIfRunning) {
                    boolean cancelled = super.cancel(mayInterruptIfRunning);
                    if (cancelled) {
                        onCancel.run();
                    }
                    return cancelled;
                }
            };
            whenComplete((lease, failure) -> {
                if (failure != null) {
                    result.completeExceptionally(failure);
                    return;
                }
                try {
                    if (!result.complete(meaning.apply(lease)) && lease != null) {
                        lease.close(); // cancelled meanwhile
                    }
                } catch (RuntimeException e) {
                    result.completeExceptionally(e);
                }
            });
            return result;
        }
    }
}
