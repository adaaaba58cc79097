package io.github.dkredis.internal;

import io.github.dkredis.OperationInterruptedException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Waits until a deadline for a future that others complete. The future itself is never cancelled, since others may wait
 * for it too.
 */
final class FutureOperation<T extends @Nullable Object> extends Operation<T> {

    private static final long UNLIMITED = Long.MAX_VALUE;

    private final String label;
    private final CompletableFuture<T> future;
    private final Executor executor;
    private final @Nullable ToLongFunction<Execution> deadline;
    private final Supplier<T> late;
    private final Runnable onAbandon;

    /**
     * A wait.
     *
     * @param label what is waited for, for messages
     * @param executor where an asynchronous execution continues
     * @param deadline a moment of {@link System#nanoTime}, asked for when the wait begins; null if the future ends by
     *     itself
     * @param late the result once the deadline has passed; may throw
     * @param onAbandon runs at once when the wait is given up, before anything else is told about it
     */
    FutureOperation(
            String label,
            CompletableFuture<T> future,
            Executor executor,
            @Nullable ToLongFunction<Execution> deadline,
            Supplier<T> late,
            Runnable onAbandon) {
        this.label = label;
        this.future = future;
        this.executor = executor;
        this.deadline = deadline;
        this.late = late;
        this.onAbandon = onAbandon;
    }

    @Override
    public void start(Execution execution, Completion<? super T> completion) {
        long left = deadline == null ? UNLIMITED : Math.max(0, deadline.applyAsLong(execution) - System.nanoTime());
        if (execution.waitsDirectly()) {
            waitDirectly(left, completion);
        } else {
            continueLater(execution, left, completion);
        }
    }

    private void waitDirectly(long nanos, Completion<? super T> completion) {
        T value;
        try {
            // waiting without a time limit is measurably cheaper, in the kernel's timers
            value = nanos == UNLIMITED ? future.get() : future.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            completeLate(completion);
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            completion.complete(null, interrupted(": interrupted while waiting"));
            return;
        } catch (ExecutionException | CancellationException e) {
            completion.complete(null, Failures.unwrap(e));
            return;
        }
        completion.complete(value, null);
    }

    private void continueLater(Execution execution, long nanos, Completion<? super T> completion) {
        CompletableFuture<T> wait = future.copy();
        if (nanos != UNLIMITED) {
            wait.orTimeout(nanos, TimeUnit.NANOSECONDS);
        }
        wait.whenComplete((value, failure) -> execution.proceed(executor, () -> {
            // The wait's own timeout comes as it is, a failure of the future wrapped. The future must not be looked at:
            // it may have failed since the timeout.
            if (failure instanceof TimeoutException) {
                completeLate(completion);
            } else {
                completion.complete(value, failure == null ? null : Failures.unwrap(failure));
            }
        }));
        execution.waitsFor(new Execution.Wait() {
            @Override
            public String label() {
                return label;
            }

            @Override
            public void abandon() {
                onAbandon.run();
                wait.completeExceptionally(interrupted(": cancelled"));
            }
        });
    }

    private void completeLate(Completion<? super T> completion) {
        T value;
        try {
            value = late.get();
        } catch (Throwable e) {
            completion.complete(null, e);
            return;
        }
        completion.complete(value, null);
    }

    private OperationInterruptedException interrupted(String how) {
        return new OperationInterruptedException(label + how);
    }
}
