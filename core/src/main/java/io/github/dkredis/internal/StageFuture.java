package io.github.dkredis.internal;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What an asynchronous caller holds. Cancelling it gives up what is under way. */
final class StageFuture<T extends @Nullable Object> extends CompletableFuture<T> implements Completion<T> {

    private final Execution execution;
    private volatile @Nullable ClientClosedException closed;

    StageFuture(Execution execution) {
        this.execution = execution;
    }

    /** A closed client is misuse, which throws at once; any other failure is the stage's. */
    void throwIfClosed() {
        if (closed != null) {
            throw closed;
        }
    }

    @Override
    public void complete(@Nullable T value, @Nullable Throwable failure) {
        if (failure instanceof ClientClosedException e) {
            closed = e;
        }
        if (failure == null) {
            complete(Nulls.<T>unchecked(value));
        } else {
            completeExceptionally(failure);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            execution.cancel();
        }
        return cancelled;
    }

    /** Stages that depend on this one are plain: cancelling them gives up nothing. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
