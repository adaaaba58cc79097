package io.github.dkredis.cache;

import io.github.dkredis.internal.Durations;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@link ObjectCache} without blocking: every method is begun at once and answers with a stage, which completes on the client's
 * executor with the value or the exception of the method of the same name in {@link ObjectCache}; misuse is thrown at once. Loaders
 * answer with stages too.
 *
 * @param <V> the values
 */
public final class AsyncObjectCache<V> {

    private final CacheCalls<Object, V> calls;

    AsyncObjectCache(CacheCalls<Object, V> calls) {
        this.calls = calls;
    }

    /**
     * Looks for an entry.
     *
     * @param key what Python can have as a key too
     * @return a stage of a value, a cached null, or a miss
     * @see ObjectCache#find
     */
    public CompletionStage<CacheResult<V>> find(Object key) {
        return calls.find(key).stage();
    }

    /**
     * Looks for a value.
     *
     * @param key what Python can have as a key too
     * @return a stage of the value; empty for a miss and for a cached null
     * @see ObjectCache#get(Object)
     */
    public CompletionStage<Optional<V>> get(Object key) {
        return calls.get(key).stage();
    }

    /**
     * Looks for a value.
     *
     * @param key what Python can have as a key too
     * @param fallback what is returned for a miss and for a cached null
     * @return a stage of the value, or the fallback
     * @see ObjectCache#getOrDefault
     */
    public CompletionStage<V> getOrDefault(Object key, V fallback) {
        Objects.requireNonNull(fallback, "fallback");
        return calls.getOrDefault(key, fallback).stage();
    }

    /**
     * The value of an entry, loaded by one caller in the fleet if there is none.
     *
     * @param key what Python can have as a key too
     * @param loader is called on the executor and must not block
     * @return a stage of the value
     * @see ObjectCache#get(Object, CacheLoader)
     */
    public CompletionStage<@Nullable V> get(
            Object key, Function<? super Object, ? extends CompletionStage<? extends V>> loader) {
        return calls.loadAsync(key, loader).stage();
    }

    /**
     * Looks for several entries, in one round trip.
     *
     * @param keys what Python can have as keys too
     * @return a stage of the entries that there are
     * @see ObjectCache#getAll(Collection)
     */
    public CompletionStage<Map<Object, @Nullable V>> getAll(Collection<?> keys) {
        return calls.getAll(keys).stage();
    }

    /**
     * The values of several entries; what is missing and nobody else loads is loaded by one call.
     *
     * @param keys what Python can have as keys too
     * @param loader is called on the executor and must not block
     * @return a stage of all entries
     * @see ObjectCache#getAll(Collection, CacheLoader)
     */
    public CompletionStage<Map<Object, @Nullable V>> getAll(
            Collection<?> keys,
            Function<? super Set<Object>, ? extends CompletionStage<? extends Map<?, ? extends V>>> loader) {
        return calls.loadAllAsync(keys, loader).stage();
    }

    /**
     * Stores an entry for the cache's time to live; every load that runs is void.
     *
     * @param key what Python can have as a key too
     * @param value the value, or null
     * @return a stage of the end of it
     * @see ObjectCache#put(Object, Object)
     */
    public CompletionStage<@Nullable Void> put(Object key, @Nullable V value) {
        return calls.put(key, value).stage();
    }

    /**
     * Stores an entry with a time to live of its own; every load that runs is void.
     *
     * @param key what Python can have as a key too
     * @param value the value, or null
     * @param ttl from 1 ms to a thousand years
     * @return a stage of the end of it
     * @see ObjectCache#put(Object, Object, Duration)
     */
    public CompletionStage<@Nullable Void> put(Object key, @Nullable V value, Duration ttl) {
        return calls.put(key, value, Durations.millis("the time to live", ttl)).stage();
    }

    /**
     * Removes an entry; every load that runs is void.
     *
     * @param key what Python can have as a key too
     * @return a stage of whether there was one
     * @see ObjectCache#remove
     */
    public CompletionStage<Boolean> remove(Object key) {
        return calls.remove(key).stage();
    }

    /**
     * Whether Redis answers.
     *
     * @return a stage that fails if it does not
     * @see ObjectCache#ping
     */
    public CompletionStage<@Nullable Void> ping() {
        return calls.ping().stage();
    }
}
