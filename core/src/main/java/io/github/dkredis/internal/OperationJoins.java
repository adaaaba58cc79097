package io.github.dkredis.internal;

import io.github.dkredis.RedisUnavailableException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Operations that run at the same time, or wait for what others complete. */
public final class OperationJoins {

    private OperationJoins() {}

    /** All operations at the same time: their results in order. If any fails, this fails once all have ended. */
    public static <T extends @Nullable Object> Operation<List<T>> allOf(List<? extends Operation<T>> operations) {
        return operations.size() == 1
                ? operations.get(0).map(OperationJoins::single)
                : new AllOf<>(List.copyOf(operations));
    }

    private static <T extends @Nullable Object> List<T> single(T value) {
        return Collections.singletonList(value);
    }

    /** An operation, and an action that runs while its first command is under way. */
    public static <T extends @Nullable Object> Operation<T> meanwhile(Operation<T> operation, Runnable action) {
        Operation<@Nullable Object> work = Operation.call(() -> {
            action.run();
            return null;
        });
        return allOf(List.of(operation.<@Nullable Object>map(value -> value), work))
                .map(results -> Nulls.unchecked(results.get(0)));
    }

    /**
     * Waits for a future that others complete, within the time limit of the operation.
     *
     * @param label what is waited for, for messages
     * @throws RedisUnavailableException when the wait begins, if the time limit has passed
     */
    public static <T extends @Nullable Object> Operation<T> ofFuture(
            String label, CompletableFuture<T> future, OperationContext context) {
        long timeoutNanos = context.timeoutNanos();
        return new FutureOperation<>(
                label,
                future,
                context.executor(),
                execution -> execution.deadlineNanos(timeoutNanos),
                () -> {
                    throw new RedisUnavailableException(
                            RedisUnavailableException.Reason.TIMEOUT,
                            label + ": no answer within " + TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + " ms",
                            null);
                },
                () -> {});
    }

    /**
     * Waits for a future until a deadline. The wait does not count towards the time limit of the commands around it.
     *
     * @param label what is waited for, for messages
     * @param deadlineNanos a moment of {@link System#nanoTime}
     * @param late the result once the deadline has passed; may throw
     */
    public static <T extends @Nullable Object> Operation<T> ofFuture(
            String label, CompletableFuture<T> future, OperationContext context, long deadlineNanos, Supplier<T> late) {
        return ofFuture(label, future, context, deadlineNanos, late, () -> {});
    }

    /**
     * Waits for a future until a deadline, as {@link #ofFuture(String, CompletableFuture, OperationContext, long,
     * Supplier)} does.
     *
     * @param onAbandon runs at once, on the canceller's thread, when an asynchronous caller gives up the wait
     */
    public static <T extends @Nullable Object> Operation<T> ofFuture(
            String label,
            CompletableFuture<T> future,
            OperationContext context,
            long deadlineNanos,
            Supplier<T> late,
            Runnable onAbandon) {
        return new FutureOperation<>(label, future, context.executor(), execution -> deadlineNanos, late, onAbandon)
                .uncounted();
    }

    /**
     * Waits for a future that ends in time by itself, because whatever completes it has a deadline.
     *
     * @param label what is waited for, for messages
     * @param onAbandon runs at once, on the canceller's thread, when an asynchronous caller gives up the wait
     */
    public static <T extends @Nullable Object> Operation<T> ofEndingFuture(
            String label, CompletableFuture<T> future, OperationContext context, Runnable onAbandon) {
        return new FutureOperation<>(label, future, context.executor(), null, OperationJoins::neverLate, onAbandon);
    }

    private static <T extends @Nullable Object> T neverLate() {
        throw new IllegalStateException("a wait without a deadline was late");
    }

    /**
     * Calls the caller's own asynchronous code and waits for it, without a time limit: it is up to the caller to end
     * it.
     *
     * @param label what is waited for, for messages
     */
    public static <T extends @Nullable Object> Operation<T> ofStage(
            String label, Supplier<? extends CompletionStage<? extends T>> code, OperationContext context) {
        return Operation.<T>defer(() -> new FutureOperation<>(
                        label,
                        code.get().<T>thenApply(value -> value).toCompletableFuture(),
                        context.executor(),
                        null,
                        OperationJoins::neverLate,
                        () -> {}))
                .uncounted();
    }
}
