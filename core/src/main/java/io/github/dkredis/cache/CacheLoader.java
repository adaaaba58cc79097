package io.github.dkredis.cache;

import org.jspecify.annotations.Nullable;

/**
 * Gets a value from where it comes from. Of all processes that share a Redis, one runs it for a key at a time.
 *
 * @param <K> the key
 * @param <V> the value
 * @param <X> what it may throw
 */
@FunctionalInterface
public interface CacheLoader<K, V, X extends Exception> {

    /**
     * Loads a value, on the thread of the caller who needs it; nothing is held in Redis meanwhile but a lease. It must not
     * ask for its own key.
     *
     * @param key the key
     * @return the value; null is cached too
     * @throws X comes out at the callers in this JVM as it is; others load for themselves
     */
    @Nullable
    V load(K key) throws X;
}
