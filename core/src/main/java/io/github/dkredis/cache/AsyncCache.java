package io.github.dkredis.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A view of a {@link Cache} that does not block. Every method starts its work at once and returns a stage, which
 * completes on the client's executor with the result or the exception of the method of the same name in {@link Cache}.
 * Misuse is thrown at once. Loaders return stages too; they are called on the executor and must not block.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public sealed class AsyncCache<K, V> permits AsyncNamedCache {

    private final CacheCalls<K, V> calls;

    AsyncCache(CacheCalls<K, V> calls) {
        this.calls = calls;
    }

    /** Looks up an entry, as {@link Cache#find} does. */
    public CompletionStage<CacheResult<V>> find(K key) {
        return calls.find(key).stage();
    }

    /** Looks up a value, as {@link Cache#get(Object)} does. */
    public CompletionStage<Optional<V>> get(K key) {
        return calls.get(key).stage();
    }

    /** Looks up a value, as {@link Cache#getOrDefault} does. */
    public CompletionStage<V> getOrDefault(K key, V fallback) {
        Objects.requireNonNull(fallback, "fallback");
        return calls.getOrDefault(key, fallback).stage();
    }

    /** Returns the value of an entry, and loads it if it is missing, as {@link Cache#get(Object, CacheLoader)} does. */
    public CompletionStage<@Nullable V> get(K key, Function<? super K, ? extends CompletionStage<? extends V>> loader) {
        return calls.loadAsync(key, loader).stage();
    }

    /** Looks up several entries, as {@link Cache#getAll(Collection)} does. */
    public CompletionStage<Map<K, @Nullable V>> getAll(Collection<? extends K> keys) {
        return calls.getAll(keys).stage();
    }

    /** Returns the values of several entries, as {@link Cache#getAll(Collection, BulkCacheLoader)} does. */
    public CompletionStage<Map<K, @Nullable V>> getAll(
            Collection<? extends K> keys,
            Function<? super Set<K>, ? extends CompletionStage<? extends Map<? extends K, ? extends V>>> loader) {
        return calls.loadAllAsync(keys, loader).stage();
    }

    /** Stores an entry for the cache's TTL, as {@link Cache#put(Object, Object)} does. */
    public CompletionStage<@Nullable Void> put(K key, @Nullable V value) {
        return calls.put(key, value).stage();
    }

    /** Stores an entry with its own TTL, as {@link Cache#put(Object, Object, Duration)} does. */
    public CompletionStage<@Nullable Void> put(K key, @Nullable V value, Duration ttl) {
        return calls.put(key, value, ttl).stage();
    }

    /** Stores an entry until a moment, as {@link Cache#put(Object, Object, Instant)} does. */
    public CompletionStage<@Nullable Void> put(K key, @Nullable V value, Instant expiry) {
        return calls.put(key, value, expiry).stage();
    }

    /** Stores entries for the cache's TTL, as {@link Cache#putAll} does. */
    public CompletionStage<@Nullable Void> putAll(Map<? extends K, ? extends @Nullable V> entries) {
        return calls.putAll(entries).stage();
    }

    /** Stores a missing entry, as {@link Cache#putIfAbsent(Object, Object)} does. */
    public CompletionStage<Boolean> putIfAbsent(K key, @Nullable V value) {
        return calls.putIfAbsent(key, value).stage();
    }

    /** Stores a missing entry, as {@link Cache#putIfAbsent(Object, Object, Duration)} does. */
    public CompletionStage<Boolean> putIfAbsent(K key, @Nullable V value, Duration ttl) {
        return calls.putIfAbsent(key, value, ttl).stage();
    }

    /** Gives an entry the cache's whole TTL again, as {@link Cache#touch(Object)} does. */
    public CompletionStage<Boolean> touch(K key) {
        return calls.touch(key).stage();
    }

    /** Gives an entry another TTL, as {@link Cache#touch(Object, Duration)} does. */
    public CompletionStage<Boolean> touch(K key, Duration ttl) {
        return calls.touch(key, ttl).stage();
    }

    /** Removes an entry, as {@link Cache#remove} does. */
    public CompletionStage<Boolean> remove(K key) {
        return calls.remove(key).stage();
    }

    /** Removes entries, as {@link Cache#removeAll} does. */
    public CompletionStage<Long> removeAll(Collection<? extends K> keys) {
        return calls.removeAll(keys).stage();
    }

    /** Checks that Redis answers, as {@link Cache#ping} does. */
    public CompletionStage<@Nullable Void> ping() {
        return calls.ping().stage();
    }

    @Override
    public final String toString() {
        return "Async" + calls.operations();
    }
}
