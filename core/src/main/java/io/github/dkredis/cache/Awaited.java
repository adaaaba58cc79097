package io.github.dkredis.cache;

import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.internal.Composite;
import io.github.dkredis.internal.Pending;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waiting for something that others bring about: on the caller's thread, or as a stage on the executor.
 *
 * @param about what is waited for, for messages
 * @param future what others complete
 * @param deadline until when, if there is an end
 * @param executor where a stage goes on
 * @param late the answer when the deadline has passed; may throw
 */
record Awaited<T extends @Nullable Object>(
        String about, CompletableFuture<T> future, Deadline deadline, Executor executor, Supplier<T> late)
        implements Pending<T> {

    private static final Deadline NEVER = new Deadline(0, false);

    /** A moment of {@link System#nanoTime}. */
    record Deadline(long nanos, boolean exists) {

        static Deadline at(long nanos) {
            return new Deadline(nanos, true);
        }

        long left() {
            return Math.max(0, nanos - System.nanoTime());
        }
    }

    /** Waiting for something that ends by itself. */
    static <T extends @Nullable Object> Awaited<T> ending(
            String about, CompletableFuture<T> future, Executor executor) {
        return new Awaited<>(about, future, NEVER, executor, () -> {
            throw new AssertionError("what ends by itself has no deadline");
        });
    }

    @Override
    public T await() {
        try {
            return deadline.exists() ? future.get(deadline.left(), TimeUnit.NANOSECONDS) : future.get();
        } catch (TimeoutException e) {
            return late.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OperationInterruptedException(about + ": interrupted while waiting");
        } catch (ExecutionException e) {
            throw Composite.<RuntimeException>asItIs(Composite.cause(e));
        }
    }

    @Override
    public CompletionStage<T> stage() {
        CompletableFuture<T> copy = future.copy();
        if (deadline.exists()) {
            copy = copy.orTimeout(deadline.left(), TimeUnit.NANOSECONDS);
        }
        return copy.handleAsync(
                (answer, failure) -> {
                    if (failure == null) {
                        return answer;
                    }
                    Throwable cause = Composite.cause(failure);
                    if (cause instanceof TimeoutException && deadline.exists()) {
                        return late.get();
                    }
                    throw Composite.<RuntimeException>asItIs(cause);
                },
                executor);
    }
}
