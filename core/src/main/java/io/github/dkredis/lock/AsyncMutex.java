package io.github.dkredis.lock;

import io.github.dkredis.LockTimeoutException;
import io.github.dkredis.lock.Waiter.IfTaken;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@link Mutex} without blocking: every method starts at once and returns a stage, which completes on the client's
 * executor. Cancelling a stage ends the wait; a lease that was granted at the same moment is released.
 */
public final class AsyncMutex {

    private final Locks locks;
    private final LockKeys keys;
    private final Mutex.Options options;

    AsyncMutex(Locks locks, LockKeys keys, Mutex.Options options) {
        this.locks = locks;
        this.keys = keys;
        this.options = options;
    }

    /** Like {@link Mutex#acquire()}; a timeout fails the stage with a {@link LockTimeoutException}. */
    public CompletionStage<Lease> acquire() {
        return waitFor(options.timeout(), lease -> {
            if (lease == null) {
                throw new LockTimeoutException(keys.name(), options.timeout());
            }
            return lease;
        });
    }

    /** Like {@link Mutex#tryAcquire()}. */
    public CompletionStage<Optional<Lease>> tryAcquire() {
        return new LeaseStage<Optional<Lease>>(IfTaken.REFUSE, Optional::ofNullable).stage;
    }

    /** Like {@link Mutex#tryAcquire(Duration)}. */
    public CompletionStage<Optional<Lease>> tryAcquire(Duration wait) {
        Mutex.millis("the wait", wait);
        return waitFor(wait, Optional::ofNullable);
    }

    private <T> CompletionStage<T> waitFor(Duration wait, Function<@Nullable Lease, T> mapper) {
        LeaseStage<T> waiting = new LeaseStage<>(IfTaken.WAIT, mapper);
        Future<?> limit = locks.mutexes().schedule(waiting::stopWaiting, wait.toNanos());
        waiting.stage.whenComplete((value, failure) -> limit.cancel(false));
        return waiting.stage;
    }

    /** A caller that waits through a stage. */
    private final class LeaseStage<T> {

        private final CompletableFuture<T> stage = new CompletableFuture<>();
        private final Waiter waiter;
        private final Cohort cohort;

        LeaseStage(IfTaken ifTaken, Function<@Nullable Lease, T> mapper) {
            this.waiter = Waiter.async(options.lease(), ifTaken, decided -> complete(stage, mapper, decided));
            this.cohort = locks.mutexes().join(keys, waiter);
            // Has an effect only if the caller completed the stage, usually by cancelling it.
            stage.whenComplete((value, failure) -> stopWaiting());
        }

        void stopWaiting() {
            if (!waiter.isDecided()) {
                cohort.stopWaiting(waiter);
            }
        }
    }

    /** Completes a stage with the outcome of its waiter. */
    private static <T> void complete(CompletableFuture<T> stage, Function<@Nullable Lease, T> mapper, Waiter waiter) {
        Lease lease;
        T value;
        try {
            lease = waiter.result();
            value = mapper.apply(lease);
        } catch (RuntimeException e) {
            stage.completeExceptionally(e);
            return;
        }
        // A caller may cancel the stage after the grant and before this line. No caller would ever close that lease.
        if (!stage.complete(value) && lease != null) {
            lease.close();
        }
    }
}
