package io.github.dkredis.cache;

import io.github.dkredis.internal.Pending;
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
record CacheCalls<K, V>(Engine engine) {

    Pending<Finding<V>> find(K key) {
        Object near = near(key);
        return near != null ? Pending.of(Finding.hit(unmasked(near))) : findFar(key);
    }

    /** After a look into this JVM. */
    private Pending<Finding<V>> findFar(K key) {
        return engine.find(key)
                .then(seen -> Pending.of(seen.isServed() ? Finding.hit((V) seen.value()) : Finding.miss()));
    }

    Pending<Optional<V>> get(K key) {
        Object near = near(key);
        return near != null ? Pending.of(Optional.ofNullable(unmasked(near))) : getFar(key);
    }

    /** After a look into this JVM. */
    Pending<Optional<V>> getFar(K key) {
        return findFar(key).then(finding -> Pending.of(finding.toOptional()));
    }

    Pending<V> getOrDefault(K key, V fallback) {
        return get(key).then(value -> Pending.of(value.orElse(fallback)));
    }

    /** The value in this JVM, {@link Near#NULL} for null, or null; the whole way of a near hit. */
    @Nullable
    Object near(K key) {
        return engine.nearHit(Objects.requireNonNull(key, "key"));
    }

    @Nullable
    V unmasked(Object near) {
        return near == Near.NULL ? null : (V) near;
    }

    Pending<@Nullable V> load(K key, CacheLoader<? super K, ? extends V, ?> loader) {
        Objects.requireNonNull(loader, "loader");
        return engine.get(key, Load.blocking(() -> loader.load(key))).then(value -> Pending.of((V) value));
    }

    Pending<@Nullable V> loadAsync(K key, Function<? super K, ? extends CompletionStage<? extends V>> loader) {
        Objects.requireNonNull(loader, "loader");
        Object near = engine.nearHit(Objects.requireNonNull(key, "key"));
        if (near != null) {
            return Pending.ofNullable(unmasked(near));
        }
        return engine.get(key, Load.async(() -> loader.apply(key))).then(value -> Pending.of((V) value));
    }

    Pending<Map<K, @Nullable V>> getAll(Collection<? extends K> keys) {
        List<K> asked = List.copyOf(keys);
        return engine.getAll(asked).then(found -> Pending.of(inOrder(asked, found)));
    }

    Pending<Map<K, @Nullable V>> loadAll(
            Collection<? extends K> keys,
            CacheLoader<? super Set<K>, ? extends Map<? extends K, ? extends V>, ?> loader) {
        Objects.requireNonNull(loader, "loader");
        List<K> asked = List.copyOf(keys);
        return engine.getAll(asked, missing -> Load.blocking(() -> loaded(loader.load(asSet(missing)))))
                .then(found -> Pending.of(inOrder(asked, found)));
    }

    Pending<Map<K, @Nullable V>> loadAllAsync(
            Collection<? extends K> keys,
            Function<? super Set<K>, ? extends CompletionStage<? extends Map<? extends K, ? extends V>>> loader) {
        Objects.requireNonNull(loader, "loader");
        List<K> asked = List.copyOf(keys);
        return engine.getAll(
                        asked,
                        missing -> Load.async(() -> loader.apply(asSet(missing)).thenApply(CacheCalls::loaded)))
                .then(found -> Pending.of(inOrder(asked, found)));
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

    Pending<@Nullable Void> put(K key, @Nullable V value, long ttlMillis) {
        return engine.put(Objects.requireNonNull(key, "key"), value, ttlMillis)
                .then(stored -> Pending.ofNullable(null));
    }

    Pending<@Nullable Void> put(K key, @Nullable V value) {
        CacheOptions options = engine.options;
        return put(key, value, value == null ? options.nullTtlMillis() : options.ttlMillis());
    }

    Pending<Boolean> remove(K key) {
        return engine.remove(Objects.requireNonNull(key, "key"));
    }

    Pending<@Nullable Void> ping() {
        return engine.client.ping().then(pong -> Pending.ofNullable(null));
    }
}
