package io.github.dkredis.cache;

import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.Operations;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a cache with the types that its callers see, shared by the blocking and the asynchronous API.
 *
 * @param <K> the keys
 * @param <V> the values
 */
@SuppressWarnings(
        "unchecked") // the codec answers for the type of the values, and each found key is one that was asked for
record CacheCalls<K, V>(CacheOperations operations) {

    // ---- reading

    Operation<CacheResult<V>> find(K key) {
        Object near = nearHit(key);
        return near != null ? Operation.of(CacheResult.hit(unmasked(near))) : findFar(key);
    }

    private Operation<CacheResult<V>> findFar(K key) {
        return operations
                .find(key)
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
        return operations.nearHit(Objects.requireNonNull(key, "key"));
    }

    /** Turns a result of {@link #nearHit} into the caller's value. */
    @Nullable
    V unmasked(Object near) {
        return near == NearCache.NULL ? null : (V) near;
    }

    Operation<Map<K, @Nullable V>> getAll(Collection<? extends K> keys) {
        List<K> asked = List.copyOf(keys);
        return operations.getAll(asked).map(found -> inOrder(asked, found));
    }

    // ---- loading

    /** Reads from Redis or loads, after {@link #nearHit} has found nothing. */
    Operation<@Nullable V> loadFar(K key, CacheLoader<? super K, ? extends V, ?> loader) {
        Objects.requireNonNull(loader, "loader");
        return operations.get(key, Operation.call(() -> loader.load(key))).map(value -> (V) value);
    }

    Operation<@Nullable V> loadAsync(K key, Function<? super K, ? extends CompletionStage<? extends V>> loader) {
        Objects.requireNonNull(loader, "loader");
        Object near = nearHit(key);
        if (near != null) {
            return Operation.ofNullable(unmasked(near));
        }
        return operations
                .get(key, Operations.ofStage("loader", () -> loader.apply(key), operations.client()))
                .map(value -> (V) value);
    }

    Operation<Map<K, @Nullable V>> loadAll(
            Collection<? extends K> keys,
            CacheLoader<? super Set<K>, ? extends Map<? extends K, ? extends V>, ?> loader) {
        Objects.requireNonNull(loader, "loader");
        return loadMissing(keys, missing -> Operation.call(() -> loader.load(asSet(missing))));
    }

    Operation<Map<K, @Nullable V>> loadAllAsync(
            Collection<? extends K> keys,
            Function<? super Set<K>, ? extends CompletionStage<? extends Map<? extends K, ? extends V>>> loader) {
        Objects.requireNonNull(loader, "loader");
        return loadMissing(
                keys,
                missing -> Operations.ofStage(
                        "loader",
                        () -> loader.apply(asSet(missing)).<Map<?, ?>>thenApply(loaded -> loaded),
                        operations.client()));
    }

    private Operation<Map<K, @Nullable V>> loadMissing(
            Collection<? extends K> keys, Function<List<Object>, Operation<? extends Map<?, ?>>> loader) {
        List<K> asked = List.copyOf(keys);
        return operations.getAll(asked, loader).map(found -> inOrder(asked, found));
    }

    private Set<K> asSet(List<Object> keys) {
        return Collections.unmodifiableSet(new LinkedHashSet<>((List<K>) keys));
    }

    private Map<K, @Nullable V> inOrder(List<K> asked, Map<Object, @Nullable Object> found) {
        Map<K, @Nullable V> ordered = new LinkedHashMap<>();
        for (K key : asked) {
            if (found.containsKey(key)) {
                ordered.put(key, (V) found.get(key));
            }
        }
        return Collections.unmodifiableMap(ordered);
    }

    // ---- changing

    Operation<@Nullable Void> put(K key, @Nullable V value, long ttlMillis) {
        return operations.put(Objects.requireNonNull(key, "key"), value, ttlMillis);
    }

    Operation<@Nullable Void> put(K key, @Nullable V value) {
        return put(key, value, operations.ttlMillis(value));
    }

    Operation<Boolean> remove(K key) {
        return operations.remove(Objects.requireNonNull(key, "key"));
    }

    Operation<@Nullable Void> ping() {
        return operations.client().ping().then(pong -> Operation.ofNullable(null));
    }
}
