package io.github.dkredis.cache;

import org.jspecify.annotations.Nullable;

/**
 * Loads a value from its source. Of all processes that share a Redis, one at a time runs it for a key.
 *
 * @param <K> the key
 * @param <V> the value
 * @param <X> the exception that it may throw
 */
@FunctionalInterface
public interface CacheLoader<K, V, X extends Exception> {

    /**
     * Loads a value on the thread of the caller that needs it. Meanwhile that caller holds the entry's fill lease, and
     * no lock in this JVM. It must not ask the cache for its own key.
     *
     * @return the value; null is cached too
     * @throws X is thrown unchanged to the callers of this JVM that wait for the load; callers in other processes load
     *     for themselves
     */
    @Nullable
    V load(K key) throws X;
}
