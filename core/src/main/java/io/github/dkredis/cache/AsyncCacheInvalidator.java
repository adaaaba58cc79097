package io.github.dkredis.cache;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A view of a {@link CacheInvalidator} that does not block. Bodies return stages; they are called on the client's
 * executor and must not block. The returned stage completes when the entries were removed after the body. Cancelling it
 * has no effect on a body that has begun, nor on the removal after it.
 */
public final class AsyncCacheInvalidator {

    private final CacheInvalidator invalidator;

    AsyncCacheInvalidator(CacheInvalidator invalidator) {
        this.invalidator = invalidator;
    }

    /** Saves an entity, as {@link CacheInvalidator#saving} does. */
    public <T> CompletionStage<@Nullable T> saving(CachedEntity entity, Supplier<? extends CompletionStage<T>> body) {
        return invalidator.saving(entity, invalidator.<T>asynchronous(body)).stage();
    }

    /** Deletes an entity, as {@link CacheInvalidator#deleting} does. */
    public <T> CompletionStage<@Nullable T> deleting(CachedEntity entity, Supplier<? extends CompletionStage<T>> body) {
        return invalidator.deleting(entity, invalidator.<T>asynchronous(body)).stage();
    }

    @Override
    public String toString() {
        return "Async" + invalidator;
    }
}
