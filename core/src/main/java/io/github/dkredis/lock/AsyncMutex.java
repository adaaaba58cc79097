package io.github.dkredis.lock;

import io.github.dkredis.DkRedisMetrics.LockWaitOutcome;
import io.github.dkredis.LockTimeoutException;
import io.github.dkredis.internal.Failures;
import io.github.dkredis.lock.MutexCoordinator.Leaving;
import io.github.dkredis.lock.Waiter.IfTaken;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/**
 * {@link Mutex} without blocking: every method starts at once and returns a stage, which completes on the client's
 * executor. Cancelling a stage ends the wait; a lease that was granted at the same moment is released.
 */
public final class AsyncMutex {

    private final LockFactory locks;
    private final LockKeys keys;
    private final Mutex.Options options;

    AsyncMutex(LockFactory locks, LockKeys keys, Mutex.Options options) {
        this.locks = locks;
        this.keys = keys;
        this.options = options;
    }

    /** Like {@link Mutex#acquire()}; a timeout fails the stage with a {@link LockTimeoutException}. */
    public CompletionStage<Lease> acquire() {
        CompletableFuture<Lease> acquired = new CompletableFuture<>();
        CompletionStage<Optional<Lease>> waiting = waitFor(options.timeout());
        waiting.whenComplete((lease, failure) -> {
            if (failure != null) {
                acquired.completeExceptionally(Failures.unwrap(failure));
            } else if (lease.isPresent()) {
                if (!acquired.complete(lease.get())) {
                    lease.get().close(); // the caller has cancelled its stage meanwhile
                }
            } else {
                timedOut(acquired);
            }
        });
        // Has an effect only if the caller completed the stage, usually by cancelling it.
        acquired.whenComplete((lease, failure) -> waiting.toCompletableFuture().cancel(false));
        return acquired;
    }

    private void timedOut(CompletableFuture<Lease> acquired) {
        Mutex.timedOut(locks, keys, options)
                .stage()
                .whenComplete((timeout, failure) ->
                        acquired.completeExceptionally(failure != null ? Failures.unwrap(failure) : timeout));
    }

    /** Like {@link Mutex#tryAcquire()}. */
    public CompletionStage<Optional<Lease>> tryAcquire() {
        return new LeaseStage(IfTaken.REFUSE).stage;
    }

    /** Like {@link Mutex#tryAcquire(Duration)}. */
    public CompletionStage<Optional<Lease>> tryAcquire(Duration wait) {
        Mutex.waitMillis("the wait", wait);
        return waitFor(wait);
    }

    private CompletionStage<Optional<Lease>> waitFor(Duration wait) {
        if (wait.isZero()) {
            return tryAcquire();
        }
        LeaseStage waiting = new LeaseStage(IfTaken.WAIT);
        Future<?> limit = locks.mutexes().schedule(waiting::stopWaiting, wait.toNanos());
        waiting.stage.whenComplete((value, failure) -> limit.cancel(false));
        return waiting.stage;
    }

    /** A caller that waits through a stage. */
    private final class LeaseStage {

        private final CompletableFuture<Optional<Lease>> stage = new CompletableFuture<>();
        private final Waiter waiter;
        private final MutexCoordinator coordinator;

        LeaseStage(IfTaken ifTaken) {
            this.waiter = Waiter.async(options.lease(), ifTaken, decided -> complete(stage, decided));
            LockMeter.Wait wait = locks.meter().isOn() ? locks.meter().waitBegins(keys.name()) : null;
            this.coordinator = locks.mutexes().join(keys, waiter);
            // Has an effect only if the caller completed the stage, usually by cancelling it.
            stage.whenComplete((value, failure) -> stopWaiting());
            if (wait != null) {
                stage.whenComplete((lease, failure) -> wait.ended(
                        failure == null ? outcome(lease) : LockWaitOutcome.FAILED,
                        failure == null ? null : Failures.unwrap(failure)));
            }
        }

        void stopWaiting() {
            if (!waiter.isDecided()) {
                coordinator.stopWaiting(waiter, Leaving.TIMED_OUT);
            }
        }
    }

    /** How a wait has ended that has not failed. */
    private static LockWaitOutcome outcome(Optional<Lease> lease) {
        return lease.isPresent() ? LockWaitOutcome.ACQUIRED : LockWaitOutcome.TAKEN;
    }

    /** Completes a stage with the outcome of its waiter. */
    private static void complete(CompletableFuture<Optional<Lease>> stage, Waiter waiter) {
        Lease lease;
        try {
            lease = waiter.result();
        } catch (RuntimeException e) {
            stage.completeExceptionally(e);
            return;
        }
        // A caller may cancel the stage after the grant and before this line. No caller would ever close that lease.
        if (!stage.complete(Optional.ofNullable(lease)) && lease != null) {
            lease.close();
        }
    }

    @Override
    public String toString() {
        return "AsyncMutex[" + keys.name() + ", " + options + "]";
    }
}
