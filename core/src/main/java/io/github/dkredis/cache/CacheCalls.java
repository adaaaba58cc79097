package io.github.dkredis.cache;

import io.github.dkredis.LoadFailedException;
import io.github.dkredis.internal.Durations;
import io.github.dkredis.internal.Failures;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationJoins;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a cache with the types that its callers see, shared by the blocking and the asynchronous API. Keys
 * are checked and converted here, and checked exceptions of loaders wrapped.
 *
 * @param <K> the keys
 * @param <V> the values
 */
@SuppressWarnings("unchecked") // the codec answers for the type of the values
record CacheCalls<K, V>(CacheOperations operations, KeyType<K> keyType) {

    // ---- reading

    Operation<CacheResult<V>> find(K key) {
        Object near = nearHit(key);
        return near != null ? Operation.of(CacheResult.hit(unmasked(near))) : findFar(key);
    }

    private Operation<CacheResult<V>> findFar(K key) {
        return operations
                .find(keyType.operationsKey(key))
                .map(result -> result.isServed() ? CacheResult.hit((V) result.value()) : CacheResult.miss());
    }

    Operation<Optional<V>> get(K key) {
        Object near = nearHit(key);
        return near != null ? Operation.of(Optional.ofNullable(unmasked(near))) : getFar(key);
    }

    /** Reads from Redis, after {@link #nearHit} has found nothing. */
    Operation<Optional<V>> getFar(K key) {
        return findFar(key).map(result -> result.toOptional());
    }

    Operation<V> getOrDefault(K key, V fallback) {
        return get(key).map(value -> value.orElse(fallback));
    }

    /** The value in the near cache, {@link NearCache#NULL} for a cached null, or null if the entry is not there. */
    @Nullable
    Object nearHit(K key) {
        return operations.nearHit(keyType.operationsKey(key));
    }

    /** Turns a result of {@link #nearHit} into the caller's value. */
    @Nullable
    V unmasked(Object near) {
        return near == NearCache.NULL ? null : (V) near;
    }

    Operation<Map<K, @Nullable V>> getAll(Collection<? extends K> keys) {
        List<Object> asked = operationsKeys(keys);
        return operations.getAll(asked).map(found -> inOrder(asked, found));
    }

    // ---- loading

    /** Reads from Redis or loads, after {@link #nearHit} has found nothing. */
    Operation<@Nullable V> loadFar(K key, CacheLoader<? super K, ? extends V> loader) {
        Objects.requireNonNull(loader, "loader");
        return load(key, Operation.call(() -> loader.load(key)));
    }

    Operation<@Nullable V> loadAsync(K key, Function<? super K, ? extends CompletionStage<? extends V>> loader) {
        Objects.requireNonNull(loader, "loader");
        Object near = nearHit(key);
        return near != null
                ? Operation.ofNullable(unmasked(near))
                : load(key, OperationJoins.ofStage("loader", () -> loader.apply(key), operations.client()));
    }

    /** Reads or loads; an asynchronous caller's loader runs in the background. */
    Operation<@Nullable V> load(K key, CacheLoader<? super K, ? extends V> loader) {
        Object near = nearHit(key);
        return near != null ? Operation.ofNullable(unmasked(near)) : load(key, inBackground(() -> loader.load(key)));
    }

    Operation<@Nullable V> refresh(K key, CacheLoader<? super K, ? extends V> loader) {
        return typed(key, operations.refresh(keyType.operationsKey(key), inBackground(() -> loader.load(key))));
    }

    private Operation<@Nullable V> load(K key, Operation<?> loader) {
        return typed(key, operations.get(keyType.operationsKey(key), loader));
    }

    private Operation<@Nullable V> typed(K key, Operation<@Nullable Object> loaded) {
        return loaded.<@Nullable V>map(value -> (V) value).recover(failure -> {
            throw unchecked(key, failure);
        });
    }

    Operation<Map<K, @Nullable V>> loadAll(
            Collection<? extends K> keys, BulkCacheLoader<? super K, ? extends V> loader) {
        BulkCacheLoader<K, V> typed = (BulkCacheLoader<K, V>) Objects.requireNonNull(loader, "loader");
        return loadMissing(keys, missing -> inBackground(() -> typed.loadAll(missing)));
    }

    /** A loader on the waiting thread of a blocking caller, and in the background for an asynchronous one. */
    private <T extends @Nullable Object> Operation<T> inBackground(Callable<? extends T> loader) {
        Operation<T> here = Operation.call(loader);
        Operation<T> there = OperationJoins.ofStage("loader", () -> started(loader), operations.client());
        return Operation.from(
                (execution, completion) -> execution.run(execution.mayBlock() ? here : there, completion));
    }

    private <T extends @Nullable Object> CompletableFuture<T> started(Callable<? extends T> loader) {
        CompletableFuture<T> loaded = new CompletableFuture<>();
        operations.backgroundExecutor().execute(() -> {
            try {
                loaded.complete(loader.call());
            } catch (Throwable e) {
                loaded.completeExceptionally(e);
            }
        });
        return loaded;
    }

    Operation<Map<K, @Nullable V>> loadAllAsync(
            Collection<? extends K> keys,
            Function<? super Set<K>, ? extends CompletionStage<? extends Map<? extends K, ? extends V>>> loader) {
        Objects.requireNonNull(loader, "loader");
        return loadMissing(
                keys,
                missing -> OperationJoins.<Map<? extends K, ? extends V>>ofStage(
                        "loader", () -> loader.apply(missing), operations.client()));
    }

    private Operation<Map<K, @Nullable V>> loadMissing(
            Collection<? extends K> keys, Function<Set<K>, Operation<? extends Map<? extends K, ? extends V>>> loader) {
        List<Object> asked = operationsKeys(keys);
        return operations
                .getAll(asked, missing -> {
                    BulkLoad<K> load = BulkLoad.of(keyType, missing);
                    return loader.apply(load.callersKeys()).map(load::byOperationsKey);
                })
                .map(found -> inOrder(asked, found))
                .recover(failure -> {
                    throw unchecked(keys.iterator().next(), failure);
                });
    }

    /** A checked exception can only be a loader's; each caller that waited for it gets an exception of its own. */
    private static RuntimeException unchecked(Object key, Throwable failure) {
        boolean isUnchecked = failure instanceof RuntimeException || failure instanceof Error;
        throw Failures.<RuntimeException>sneaky(
                isUnchecked ? failure : new LoadFailedException(String.valueOf(key), failure));
    }

    // ---- several keys

    private List<Object> operationsKeys(Collection<? extends K> keys) {
        List<Object> converted = new ArrayList<>(keys.size());
        keys.forEach(key -> converted.add(keyType.operationsKey(key)));
        return converted;
    }

    private Map<K, @Nullable V> inOrder(List<Object> asked, Map<Object, @Nullable Object> found) {
        Map<K, @Nullable V> ordered = new LinkedHashMap<>();
        for (Object key : asked) {
            if (found.containsKey(key)) {
                ordered.put(keyType.callersKey(key), (V) found.get(key));
            }
        }
        return Collections.unmodifiableMap(ordered);
    }

    // ---- changing

    /** Stores a value for as long as the options say; a value that has expired takes the old one away. */
    Operation<@Nullable Void> put(K key, @Nullable V value) {
        long ttlMillis = operations.options().ttlMillis(value);
        Object operationsKey = keyType.operationsKey(key);
        return ttlMillis == 0
                ? operations.remove(operationsKey).then(removed -> Operation.ofNullable(null))
                : operations.put(operationsKey, value, Expiry.after(ttlMillis));
    }

    Operation<@Nullable Void> put(K key, @Nullable V value, Duration ttl) {
        return put(key, value, Expiry.after(ttl));
    }

    Operation<@Nullable Void> put(K key, @Nullable V value, Instant expiry) {
        return put(key, value, Expiry.at(expiry));
    }

    private Operation<@Nullable Void> put(K key, @Nullable V value, Expiry expiry) {
        operations.options().checkOwnTtl();
        return operations.put(keyType.operationsKey(key), value, expiry);
    }

    Operation<@Nullable Void> putAll(Map<? extends K, ? extends @Nullable V> entries) {
        Map<Object, @Nullable Object> stored = new LinkedHashMap<>();
        List<Object> expired = new ArrayList<>();
        entries.forEach((key, value) -> {
            Object operationsKey = keyType.operationsKey(key);
            if (operations.options().ttlMillis(value) == 0) {
                expired.add(operationsKey);
            } else {
                stored.put(operationsKey, value);
            }
        });
        Operation<@Nullable Void> put = operations.putAll(stored);
        return expired.isEmpty() ? put : operations.removeAll(expired).then(removed -> put);
    }

    Operation<Boolean> putIfAbsent(K key, @Nullable V value) {
        long ttlMillis = operations.options().ttlMillis(value);
        Object operationsKey = keyType.operationsKey(key);
        return ttlMillis == 0
                ? Operation.of(false)
                : operations.putIfAbsent(operationsKey, value, Expiry.after(ttlMillis));
    }

    Operation<Boolean> putIfAbsent(K key, @Nullable V value, Duration ttl) {
        Expiry expiry = Expiry.after(ttl);
        operations.options().checkOwnTtl();
        return operations.putIfAbsent(keyType.operationsKey(key), value, expiry);
    }

    Operation<Boolean> touch(K key) {
        return operations.touch(keyType.operationsKey(key), operations.options().ttlMillis());
    }

    Operation<Boolean> touch(K key, Duration ttl) {
        long ttlMillis = Durations.millis("the TTL", ttl);
        operations.options().checkOwnTtl();
        return operations.touch(keyType.operationsKey(key), ttlMillis);
    }

    Operation<Boolean> remove(K key) {
        return operations.remove(keyType.operationsKey(key));
    }

    Operation<Long> removeAll(Collection<? extends K> keys) {
        return operations.removeAll(operationsKeys(keys));
    }

    Operation<@Nullable Void> ping() {
        return operations.client().ping().then(pong -> Operation.ofNullable(null));
    }
}
