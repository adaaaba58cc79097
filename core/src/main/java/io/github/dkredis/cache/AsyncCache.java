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
 * {@link Cache} without blocking: every method is begun at once and answers with a stage, which completes on the client's
 * executor with the value or the exception of the method of the same name in {@link Cache}; misuse is thrown at once. Loaders
 * answer with stages too.
 *
 * @param <V> the values
 */
public final class AsyncCache<V> {

    private final CacheCalls<String, V> calls;

    AsyncCache(CacheCalls<String, V> calls) {
        this.calls = calls;
    }

    /**
     * Looks for an entry.
     *
     * @param key a text, not empty
     * @return a stage of a value, a cached null, or a miss
     * @see Cache#find
     */
    public CompletionStage<CacheResult<V>> find(String key) {
        return calls.find(key).stage();
    }

    /**
     * Looks for a value.
     *
     * @param key a text, not empty
     * @return a stage of the value; empty for a miss and for a cached null
     * @see Cache#get(String)
     */
    public CompletionStage<Optional<V>> get(String key) {
        return calls.get(key).stage();
    }

    /**
     * Looks for a value.
     *
     * @param key a text, not empty
     * @param fallback what is returned for a miss and for a cached null
     * @return a stage of the value, or the fallback
     * @see Cache#getOrDefault
     */
    public CompletionStage<V> getOrDefault(String key, V fallback) {
        Objects.requireNonNull(fallback, "fallback");
        return calls.getOrDefault(key, fallback).stage();
    }

    /**
     * The value of an entry, loaded by one caller in the fleet if there is none.
     *
     * @param key a text, not empty
     * @param loader is called on the executor and must not block
     * @return a stage of the value
     * @see Cache#get(String, CacheLoader)
     */
    public CompletionStage<@Nullable V> get(
            String key, Function<? super String, ? extends CompletionStage<? extends V>> loader) {
        return calls.loadAsync(key, loader).stage();
    }

    /**
     * Looks for several entries, in one round trip.
     *
     * @param keys texts, not empty
     * @return a stage of the entries that there are
     * @see Cache#getAll(Collection)
     */
    public CompletionStage<Map<String, @Nullable V>> getAll(Collection<String> keys) {
        return calls.getAll(keys).stage();
    }

    /**
     * The values of several entries; what is missing and nobody else loads is loaded by one call.
     *
     * @param keys texts, not empty
     * @param loader is called on the executor and must not block
     * @return a stage of all entries
     * @see Cache#getAll(Collection, CacheLoader)
     */
    public CompletionStage<Map<String, @Nullable V>> getAll(
            Collection<String> keys,
            Function<? super Set<String>, ? extends CompletionStage<? extends Map<String, ? extends V>>> loader) {
        return calls.loadAllAsync(keys, loader).stage();
    }

    /**
     * Stores an entry for the cache's time to live; every load that runs is void.
     *
     * @param key a text, not empty
     * @param value the value, or null
     * @return a stage of the end of it
     * @see Cache#put(String, Object)
     */
    public CompletionStage<@Nullable Void> put(String key, @Nullable V value) {
        return calls.put(key, value).stage();
    }

    /**
     * Stores an entry with a time to live of its own; every load that runs is void.
     *
     * @param key a text, not empty
     * @param value the value, or null
     * @param ttl from 1 ms to a thousand years
     * @return a stage of the end of it
     * @see Cache#put(String, Object, Duration)
     */
    public CompletionStage<@Nullable Void> put(String key, @Nullable V value, Duration ttl) {
        return calls.put(key, value, Durations.millis("the time to live", ttl)).stage();
    }

    /**
     * Removes an entry; every load that runs is void.
     *
     * @param key a text, not empty
     * @return a stage of whether there was one
     * @see Cache#remove
     */
    public CompletionStage<Boolean> remove(String key) {
        return calls.remove(key).stage();
    }

    /**
     * Removes all entries in one small step.
     *
     * @return a stage of the end of it
     * @see Cache#clear
     */
    public CompletionStage<@Nullable Void> clear() {
        return calls.operations().clear().stage();
    }

    /**
     * Whether Redis answers.
     *
     * @return a stage that fails if it does not
     * @see Cache#ping
     */
    public CompletionStage<@Nullable Void> ping() {
        return calls.ping().stage();
    }
}
