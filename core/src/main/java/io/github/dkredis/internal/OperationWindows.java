package io.github.dkredis.internal;

import io.github.dkredis.RedisUnavailableException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs many operations, some of them at the same time, so that a large bulk operation leaves room for other callers.
 * Further ones follow when the ones before have ended, with the time limit of an operation for each such step.
 */
public final class OperationWindows {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private OperationWindows() {}

    /**
     * Runs an operation for each part; the results in order. If one fails, this fails once those of its window have
     * ended, and no further ones begin. A single part needs no window: its operation is used as it is.
     *
     * @param <P> the parts
     * @param <R> the result of a part
     * @param window how many operations run at the same time
     */
    public static <P, R extends @Nullable Object> Operation<List<R>> allOf(
            OperationContext context, List<P> parts, int window, Function<? super P, Operation<R>> operation) {
        if (parts.size() == 1) {
            return operation.apply(parts.get(0)).map(Collections::singletonList);
        }
        return Operation.defer(() -> {
            long deadlineNanos = System.nanoTime() + context.timeoutNanos();
            return new Windows<>(context, parts, window, operation).from(0, deadlineNanos);
        });
    }

    /** One run. Its steps follow each other, so one thread at a time adds results. */
    private static final class Windows<P, R extends @Nullable Object> {

        private final OperationContext context;
        private final List<P> parts;
        private final int window;
        private final Function<? super P, Operation<R>> operation;
        private final List<R> results;

        Windows(OperationContext context, List<P> parts, int window, Function<? super P, Operation<R>> operation) {
            this.context = context;
            this.parts = parts;
            this.window = window;
            this.operation = operation;
            this.results = new ArrayList<>(parts.size());
        }

        Operation<List<R>> from(int from, long deadlineNanos) {
            int to = Math.min(parts.size(), from + window);
            List<Operation<R>> running = parts.subList(from, to).stream()
                    .map(part -> patient(context, operation.apply(part), deadlineNanos))
                    .toList();
            return OperationJoins.<R>allOf(running).then(done -> {
                results.addAll(done);
                return to == parts.size()
                        ? Operation.of(results)
                        : from(to, System.nanoTime() + context.timeoutNanos()).withOwnTimeLimit();
            });
        }
    }

    /**
     * The same operation; while the client has as many requests in flight as it allows, it is tried again. (A blocking
     * caller waits for its turn anyway.)
     */
    private static <T extends @Nullable Object> Operation<T> patient(
            OperationContext context, Operation<T> operation, long deadlineNanos) {
        return operation.recover(failure -> {
            boolean overloaded = failure instanceof RedisUnavailableException unavailable
                    && unavailable.reason() == RedisUnavailableException.Reason.OVERLOADED;
            if (!overloaded || System.nanoTime() - deadlineNanos >= 0) {
                throw Failures.<RuntimeException>sneaky(failure);
            }
            long until = System.nanoTime() + PAUSE_NANOS;
            return OperationJoins.ofFuture(
                            "bulk operation", new CompletableFuture<Boolean>(), context, until, () -> true)
                    .then(paused -> patient(context, operation, deadlineNanos));
        });
    }
}
