package io.github.dkredis.lock;

import io.github.dkredis.internal.Operation;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * {@link Semaphore} without blocking: every method starts at once and returns a stage, which completes on the client's
 * executor. Cancelling a stage ends the wait; permits that were granted at the same moment are given back.
 */
public final class AsyncSemaphore {

    private final Semaphore semaphore;

    AsyncSemaphore(Semaphore semaphore) {
        this.semaphore = semaphore;
    }

    /** Like {@link Semaphore#acquire()}. */
    public CompletionStage<Permit> acquire() {
        return acquire(1);
    }

    /** Like {@link Semaphore#acquire(int)}. */
    public CompletionStage<Permit> acquire(int permits) {
        PermitRequest request = semaphore.request(permits);
        return started(request, semaphore.orTimeout(request.operation()));
    }

    /** Like {@link Semaphore#tryAcquire()}. */
    public CompletionStage<Optional<Permit>> tryAcquire() {
        return tryAcquire(1, Duration.ZERO);
    }

    /** Like {@link Semaphore#tryAcquire(Duration)}. */
    public CompletionStage<Optional<Permit>> tryAcquire(Duration wait) {
        return tryAcquire(1, wait);
    }

    /** Like {@link Semaphore#tryAcquire(int, Duration)}. */
    public CompletionStage<Optional<Permit>> tryAcquire(int permits, Duration wait) {
        PermitRequest request = semaphore.request(permits, wait);
        return started(request, request.operation());
    }

    /** Like {@link Semaphore#resize}. */
    public CompletionStage<Semaphore> resize(int permits) {
        return semaphore.resizeOperation(permits).stage();
    }

    private static <T> CompletionStage<T> started(PermitRequest request, Operation<T> operation) {
        CompletionStage<T> stage = operation.stage();
        stage.whenComplete((value, failure) -> {
            if (failure != null) { // also if the caller cancels the stage after the permits were granted
                request.giveBack();
            }
        });
        return stage;
    }

    @Override
    public String toString() {
        return "Async" + semaphore;
    }
}
