package io.github.dkredis.spring;

import io.github.dkredis.OutcomeUnknownException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.cache.CacheKey;
import io.github.dkredis.cache.CacheResult;
import io.github.dkredis.cache.NamedCache;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.support.SimpleValueWrapper;

/**
 * A named cache as Spring uses it. Within a transaction, entries are invalidated with it, and a transaction does not
 * read what it has invalidated.
 */
final class SpringCache implements Cache {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis");

    private final OpenedCache cache;
    private final CacheUse use;

    SpringCache(OpenedCache cache, CacheUse use) {
        this.cache = cache;
        this.use = use;
    }

    /** {@return the same cache for another use} */
    SpringCache forUse(CacheUse other) {
        return other == use ? this : new SpringCache(cache, other);
    }

    @Override
    public String getName() {
        return cache.name();
    }

    @Override
    public NamedCache<Object, Object> getNativeCache() {
        return cache.typed();
    }

    // ---- reading

    @Override
    public @Nullable ValueWrapper get(Object key) {
        CacheResult<Object> found = find(key);
        return found != null && found.isHit() ? new SimpleValueWrapper(found.value()) : null;
    }

    @Override
    public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
        CacheResult<Object> found = find(key);
        Object value = found != null && found.isHit() ? found.value() : null;
        if (value != null && type != null && !type.isInstance(value)) {
            throw new IllegalStateException("the cache \"" + getName() + "\" holds values of the type "
                    + value.getClass().getName() + ", not " + type.getName());
        }
        @SuppressWarnings("unchecked") // checked above; without a type, the caller says that it fits
        T result = (T) value;
        return result;
    }

    /** Looks up an entry; null as if it were missing, if this transaction has changed it or Redis is away. */
    private @Nullable CacheResult<Object> find(Object key) {
        Object typed = cache.key(key);
        if (isCovered(typed)) {
            return null;
        }
        try {
            return cache.typed().find(typed);
        } catch (RedisUnavailableException e) {
            cache.loadsWithout(e);
            return null;
        }
    }

    @Override
    @SuppressWarnings("unchecked") // the cached type is that of the loader's method
    public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
        Object typed = cache.key(key);
        return isCovered(typed) ? load(key, valueLoader) : (T) cache.typed().get(typed, k -> load(key, valueLoader));
    }

    private static <T> T load(Object key, Callable<T> valueLoader) {
        try {
            return valueLoader.call();
        } catch (Throwable e) { // as Spring's contract asks for; an unchecked exception comes back unchanged
            throw new ValueRetrievalException(key, valueLoader, e);
        }
    }

    @Override
    public CompletableFuture<?> retrieve(Object key) {
        Object typed = cache.key(key);
        if (isCovered(typed)) {
            return CompletableFuture.completedFuture(null);
        }
        return cache.typed()
                .async()
                .find(typed)
                .<@Nullable Object>handle((found, failure) -> {
                    if (failure == null) {
                        return found.isHit() ? new SimpleValueWrapper(found.value()) : null;
                    }
                    Throwable cause =
                            failure instanceof CompletionException e && e.getCause() != null ? e.getCause() : failure;
                    if (cause instanceof RedisUnavailableException away) {
                        cache.loadsWithout(away);
                        return null;
                    }
                    throw cause instanceof RuntimeException e ? e : new CompletionException(cause);
                })
                .toCompletableFuture();
    }

    @Override
    @SuppressWarnings("unchecked") // the cached type is that of the loader's method
    public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader) {
        Object typed = cache.key(key);
        if (isCovered(typed)) {
            return valueLoader.get();
        }
        return (CompletableFuture<T>) cache.typed()
                .async()
                .get(typed, k -> (CompletionStage<Object>) (CompletionStage<?>) valueLoader.get())
                .toCompletableFuture();
    }

    private boolean isCovered(Object typed) {
        TransactionInvalidations transaction = cache.transactions().existing();
        return transaction != null
                && transaction.covers(cache.typed(), cache.typed().entry(typed));
    }

    // ---- changing

    /** In a transaction, the value is stored after the commit. */
    @Override
    public void put(Object key, @Nullable Object value) {
        Object typed = cache.key(key);
        TransactionInvalidations transaction = cache.transactions().joined();
        if (transaction == null) {
            store(typed, value);
        } else if (use.isFill()) { // what a transaction reads is not for others before its commit
            transaction.fill(cache.typed().entry(typed), () -> store(typed, value));
        } else {
            transaction.put(cache.typed().entry(typed, value));
        }
    }

    private void store(Object typed, @Nullable Object value) {
        if (use.isAsync()) {
            CompletionStage<?> stored = cache.pendingWrites()
                    .start(typed, () -> cache.typed().async().put(typed, value));
            if (!use.isFill()) {
                logFailure("stored", stored);
            }
            return;
        }
        cache.pendingWrites().await(typed);
        try {
            cache.typed().put(typed, value);
        } catch (RedisUnavailableException | OutcomeUnknownException e) {
            if (!use.isFill()) { // an older value may be left, which the caller has to know
                throw e;
            }
        }
    }

    @Override
    public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
        Object typed = cache.key(key);
        if (isCovered(typed) || cache.typed().putIfAbsent(typed, value)) {
            return null;
        }
        return get(key);
    }

    @Override
    public void evict(Object key) {
        Object typed = cache.key(key);
        TransactionInvalidations transaction = cache.transactions().joined();
        if (transaction != null) {
            transaction.invalidate(List.of(cache.entryOfAnyType(typed)));
        } else if (use.isAsync()) {
            logFailure(
                    "evicted",
                    cache.pendingWrites()
                            .start(typed, () -> cache.ofAnyType().async().remove(typed)));
        } else {
            cache.pendingWrites().await(typed);
            cache.ofAnyType().remove(typed);
        }
    }

    /** Removes the entry at once, and in a transaction invalidates it with the transaction too. */
    @Override
    public boolean evictIfPresent(Object key) {
        Object typed = cache.key(key);
        TransactionInvalidations transaction = cache.transactions().joined();
        if (transaction != null) {
            transaction.invalidate(List.of(cache.entryOfAnyType(typed)));
        }
        cache.pendingWrites().await(typed);
        return cache.ofAnyType().remove(typed);
    }

    @Override
    public void clear() {
        TransactionInvalidations transaction = cache.transactions().joined();
        if (transaction != null) {
            transaction.clear(cache.ofAnyType());
        } else if (use.isAsync()) {
            logFailure("cleared", cache.ofAnyType().async().clear());
        } else {
            cache.pendingWrites().awaitAll();
            cache.ofAnyType().clear();
        }
    }

    /** Clears the cache at once, and in a transaction also when it ends. Whether there were entries is not known. */
    @Override
    public boolean invalidate() {
        TransactionInvalidations transaction = cache.transactions().joined();
        if (transaction != null) {
            transaction.clear(cache.ofAnyType());
        }
        cache.pendingWrites().awaitAll();
        cache.ofAnyType().clear();
        return false;
    }

    /** {@return a reference to the entry of a key} */
    CacheKey entry(Object key) {
        return cache.entryOfAnyType(cache.key(key));
    }

    private void logFailure(String done, CompletionStage<?> stage) {
        stage.whenComplete((result, failure) -> {
            if (failure != null) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "the cache \"{0}\": an entry could not be {1} for a method that does not block: {2}",
                        getName(),
                        done,
                        failure.getMessage());
            }
        });
    }

    /** {@return the cache and its use} */
    @Override
    public String toString() {
        return "SpringCache[" + getName() + ", " + use + "]";
    }
}
