package io.github.dkredis.cache;

import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.internal.Failures;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationContext;
import io.github.dkredis.internal.OperationJoins;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Splits the commands of bulk operations into parts, none of which occupies the server for longer than about 2 ms (a
 * script takes some 10 µs for an entry on a slow server). The parts are sent at the same time, up to {@value #WINDOW}
 * of them, and other callers' commands pass in between. Further parts follow when these were answered, with the time
 * limit of an operation for each such step.
 */
final class BulkParts {

    /** How many entries a script touches at most. */
    static final int SCRIPT_ENTRIES = 125;

    /** How many entries a plain {@code MGET} reads at most. */
    static final int READ_ENTRIES = 1_000;

    /** How many bytes of values a script stores at most, unless a single value is larger. */
    static final int SCRIPT_BYTES = 1 << 20;

    /** How many parts are under way at most. */
    static final int WINDOW = 64;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private BulkParts() {}

    /** Runs an operation for each part of a list; the results in order. */
    static <A, B extends @Nullable Object> Operation<List<B>> inParts(
            OperationContext context, List<A> all, int size, Function<List<A>, Operation<List<B>>> operation) {
        if (all.size() <= size) {
            return operation.apply(all);
        }
        List<List<A>> parts = new ArrayList<>();
        for (int i = 0; i < all.size(); i += size) {
            parts.add(all.subList(i, Math.min(all.size(), i + size)));
        }
        return allOf(context, parts, operation);
    }

    /** Parts of at most as many entries and as many bytes as one script is to store. */
    static <A> List<List<A>> storable(List<A> all, ToLongFunction<A> size) {
        List<List<A>> parts = new ArrayList<>();
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < all.size(); i++) {
            long more = size.applyAsLong(all.get(i));
            if (i > from && (i - from == SCRIPT_ENTRIES || bytes + more > SCRIPT_BYTES)) {
                parts.add(all.subList(from, i));
                from = i;
                bytes = 0;
            }
            bytes += more;
        }
        if (from < all.size()) {
            parts.add(all.subList(from, all.size()));
        }
        return parts;
    }

    /** Runs an operation for each part; the results in order. */
    static <A, B extends @Nullable Object> Operation<List<B>> allOf(
            OperationContext context, List<List<A>> parts, Function<List<A>, Operation<List<B>>> operation) {
        return Operation.defer(() -> {
            long deadlineNanos = System.nanoTime() + context.timeoutNanos();
            return window(context, parts, 0, operation, deadlineNanos, new ArrayList<>());
        });
    }

    private static <A, B extends @Nullable Object> Operation<List<B>> window(
            OperationContext context,
            List<List<A>> parts,
            int from,
            Function<List<A>, Operation<List<B>>> operation,
            long deadlineNanos,
            List<B> results) {
        int to = Math.min(parts.size(), from + WINDOW);
        List<Operation<List<B>>> running = parts.subList(from, to).stream()
                .map(part -> patient(context, operation.apply(part), deadlineNanos))
                .toList();
        return OperationJoins.allOf(running).then(done -> {
            done.forEach(results::addAll);
            if (to == parts.size()) {
                return Operation.of(results);
            }
            long next = System.nanoTime() + context.timeoutNanos();
            return window(context, parts, to, operation, next, results).withOwnTimeLimit();
        });
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
