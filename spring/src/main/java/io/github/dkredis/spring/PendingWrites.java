package io.github.dkredis.spring;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The writes of one cache that no caller waits for, because their methods must not block. They and later writes of the
 * same entry run one after the other; otherwise a value that was put could be stored after the eviction that followed.
 */
final class PendingWrites {

    private final ConcurrentMap<Object, CompletableFuture<?>> byKey = new ConcurrentHashMap<>();

    /** Starts a write after the pending one of its entry, and returns at once. */
    <T extends @Nullable Object> CompletionStage<?> start(Object key, Supplier<CompletionStage<T>> write) {
        CompletableFuture<?> started =
                Objects.requireNonNull(byKey.compute(key, (k, before) -> startAfter(before, write)));
        started.whenComplete((done, failure) -> byKey.remove(key, started));
        return started;
    }

    private static <T extends @Nullable Object> CompletableFuture<T> startAfter(
            @Nullable CompletableFuture<?> before, Supplier<CompletionStage<T>> write) {
        return before == null
                ? write.get().toCompletableFuture()
                : before.<@Nullable Object>handle((done, failure) -> null).thenCompose(done -> write.get());
    }

    /** Waits for the pending write of an entry, which takes no longer than the client's time limit. */
    void await(Object key) {
        await(byKey.get(key));
    }

    /** Waits for the pending writes of all entries. */
    void awaitAll() {
        List.copyOf(byKey.values()).forEach(PendingWrites::await);
    }

    private static void await(@Nullable CompletableFuture<?> pending) {
        if (pending != null) {
            pending.handle((done, failure) -> null).join(); // a failure was logged by its own caller
        }
    }
}
