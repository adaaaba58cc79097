package io.github.dkredis.cache;

import java.util.Map;
import java.util.Set;

/**
 * Loads several values from their source at once. Of all processes that share a Redis, one at a time runs it for a key.
 *
 * @param <K> the keys
 * @param <V> the values
 */
@FunctionalInterface
public interface BulkCacheLoader<K, V> {

    /**
     * Loads values on the thread of the caller that needs them. Meanwhile that caller holds the fill leases of the
     * entries, and no lock in this JVM. It must not ask the cache for one of these keys.
     *
     * @param keys the missing keys, in the order in which the caller named them; unmodifiable
     * @return the values. A key that is left out is cached as null, and other keys of the same type are ignored
     * @throws Exception for the callers of this JVM that wait for the load: an unchecked one is thrown to them
     *     unchanged, a checked one as the cause of a {@link io.github.dkredis.LoadFailedException}. Callers in other
     *     processes load for themselves
     */
    Map<? extends K, ? extends V> loadAll(Set<K> keys) throws Exception;
}
