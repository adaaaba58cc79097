package io.github.dkredis.cache;

import org.jspecify.annotations.Nullable;

/**
 * Loads a value from its source. Of all processes that share a Redis, one at a time runs it for a key.
 *
 * @param <K> the key
 * @param <V> the value
 */
@FunctionalInterface
public interface CacheLoader<K, V> {

    /**
     * Loads a value on the thread of the caller that needs it. Meanwhile that caller holds the entry's fill lease, and
     * no lock in this JVM. It must not ask the cache for its own key.
     *
     * @return the value; null is cached too
     * @throws Exception for the callers of this JVM that wait for the load: an unchecked one is thrown to them
     *     unchanged, a checked one as the cause of a {@link io.github.dkredis.LoadFailedException}. Callers in other
     *     processes load for themselves
     */
    @Nullable
    V load(K key) throws Exception;
}
