package io.github.dkredis.spring;

import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.cache.CacheInvalidator;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tombstones that stand from one callback of a transaction to another one. The body between them is a stage that the
 * later callback completes; what the entity names after it are the values to store in their place.
 */
final class Tombstones {

    private final Collection<?> keys;
    private final AtomicReference<Collection<?>> named;
    private final CompletableFuture<@Nullable Void> transactionEnd;
    private final CompletionStage<@Nullable Void> removal;

    private Tombstones(
            Collection<?> keys,
            AtomicReference<Collection<?>> named,
            CompletableFuture<@Nullable Void> transactionEnd,
            CompletionStage<@Nullable Void> removal) {
        this.keys = keys;
        this.named = named;
        this.transactionEnd = transactionEnd;
        this.removal = removal;
    }

    /**
     * Places tombstones, and waits until they stand.
     *
     * @throws io.github.dkredis.RedisUnavailableException if that was not possible; none is left
     * @throws OperationInterruptedException if the thread was interrupted; tombstones that stand are removed
     */
    static Tombstones place(CacheInvalidator invalidator, Collection<?> keys) {
        CompletableFuture<@Nullable Void> placed = new CompletableFuture<>();
        CompletableFuture<@Nullable Void> transactionEnd = new CompletableFuture<>();
        AtomicReference<Collection<?>> named = new AtomicReference<>(keys);
        CompletionStage<@Nullable Void> removal = invalidator
                .async()
                .saving(() -> Objects.requireNonNull(named.get()), () -> {
                    placed.complete(null);
                    return transactionEnd;
                });
        removal.whenComplete((removed, failure) -> {
            if (failure != null) {
                placed.completeExceptionally(failure);
            }
        });
        try {
            placed.get();
        } catch (InterruptedException e) {
            transactionEnd.complete(null);
            Thread.currentThread().interrupt();
            throw new OperationInterruptedException(
                    "cache invalidation: interrupted before the commit, which must not take place");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("cache invalidation before a commit", e.getCause());
        }
        return new Tombstones(keys, named, transactionEnd, removal);
    }

    /**
     * Removes the tombstones and their entries, and waits for that unless the thread is interrupted. Never fails: a
     * tombstone that could not be removed ends at the transaction limit, and the client has logged it.
     *
     * @param newValues references to entries with the values to store, if nobody else has changed them meanwhile
     */
    void remove(Collection<?> newValues) {
        named.set(newValues.stream().filter(keys::contains).toList());
        transactionEnd.complete(null);
        try {
            removal.toCompletableFuture().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the removal goes on without this thread
        } catch (ExecutionException e) {
            // Nothing is left to do for the caller of the transaction.
        }
    }
}
