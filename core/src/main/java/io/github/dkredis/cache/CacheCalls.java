package io.github.dkredis.cache;

import io.github.dkredis.internal.Operation;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a cache with the types its callers see, once for the blocking and the asynchronous API.
 *
 * @param <K> keys
 * @param <V> values; the codec answers for them
 */
@SuppressWarnings("unchecked") // the codec answers for the types
record CacheCalls<K, V>(CacheOperations operations) {

    Operation<CacheResult<V>> find(K key) {
        Object near = near(key);
        return near != null ? Operation.of(CacheResult.hit(unmasked(near))) : findFar(key);
    }

    /** After a look into this JVM. */
    private Operation<CacheResult<V>> findFar(K key) {
        return operations
                .find(key)
                .map(result -> result.isServed() ? CacheResult.hit((V) result.value()) : CacheResult.miss());
    }

    Operation<Optional<V>> get(K key) {
        Object near = near(key);
        return near != null ? Operation.of(Optional.ofNullable(unmasked(near))) : getFar(key);
    }

    /** After a look into this JVM. */
    Operation<Optional<V>> getFar(K key) {
        return findFar(key).map(finding -> finding.toOptional());
    }

    Operation<V> getOrDefault(K key, V fallback) {
        return get(key).map(value -> value.orElse(fallback));
    }

    /** The value in this JVM, {@link NearCache#NULL} for null, or null; the whole way of a near hit. */
    @Nullable
    Object near(K key) {
        return operations.nearHit(Objects.requireNonNull(key, "key"));
    }

    @Nullable
    V unmasked(Object near) {
        return near == NearCache.NULL ? null : (V) near;
    }

    Operation<@Nullable V> load(K key, CacheLoader<? super K, ? extends V, ?> loader) {
        Objects.requireNonNull(loader, "loader");
        return operations.get(key, Load.blocking(() -> loader.load(key))).map(value -> (V) value);
    }

    Operation<@Nullable V> loadAsync(K key, Function<? super K, ? extends CompletionStage<? extends V>> loader) {
        Objects.requireNonNull(loader, "loader");
        Object near = operations.nearHit(Objects.requireNonNull(key, "key"));
        if (near != null) {
            return Operation.ofNullable(unmasked(near));
        }
        return operations
                .get(key, Load.async(() -> loader.apply(key), operations.client))
                .map(value -> (V) value);
    }

    Operation<Map<K, @Nullable V>> getAll(Collection<? extends K> keys) {
        List<K> asked = List.copyOf(keys);
        return operations.getAll(asked).map(found -> inOrder(asked, found));
    }

    Operation<Map<K, @Nullable V>> loadAll(
            Collection<? extends K> keys,
            CacheLoader<? super Set<K>, ? extends Map<? extends K, ? extends V>, ?> loader) {
        Objects.requireNonNull(loader, "loader");
        List<K> asked = List.copyOf(keys);
        return operations
                .getAll(asked, missing -> Load.blocking(() -> loaded(loader.load(asSet(missing)))))
                .map(found -> inOrder(asked, found));
    }

    Operation<Map<K, @Nullable V>> loadAllAsync(
            Collection<? extends K> keys,
            Function<? super Set<K>, ? extends CompletionStage<? extends Map<? extends K, ? extends V>>> loader) {
        Objects.requireNonNull(loader, "loader");
        List<K> asked = List.copyOf(keys);
        return operations
                .getAll(
                        asked,
                        missing -> Load.async(
                                () -> loader.apply(asSet(missing)).thenApply(CacheCalls::loaded), operations.client))
                .map(found -> inOrder(asked, found));
    }

    private static Map<?, ?> loaded(@Nullable Map<?, ?> loaded) {
        return loaded == null ? Map.of() : loaded;
    }

    private Set<K> asSet(List<Object> keys) {
        return Collections.unmodifiableSet(new java.util.LinkedHashSet<>((List<K>) keys));
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

    Operation<@Nullable Void> put(K key, @Nullable V value, long ttlMillis) {
        return operations
                .put(Objects.requireNonNull(key, "key"), value, ttlMillis)
                .then(stored -> Operation.ofNullable(null));
    }

    Operation<@Nullable Void> put(K key, @Nullable V value) {
        CacheOptions options = operations.options;
        return put(key, value, value == null ? options.nullTtlMillis() : options.ttlMillis());
    }

    Operation<Boolean> remove(K key) {
        return operations.remove(Objects.requireNonNull(key, "key"));
    }

    Operation<@Nullable Void> ping() {
        return operations.client.ping().then(pong -> Operation.ofNullable(null));
    }
}
