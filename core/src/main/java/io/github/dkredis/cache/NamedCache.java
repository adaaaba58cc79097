package io.github.dkredis.cache;

import java.util.Objects;

/**
 * A cache with a name, options and an optional near cache. Its entries are
 * {@code dkredis:cache:<name>:<generation>:<key>}; all processes that use the name share them.
 *
 * @param <K> the keys: texts that are not empty and have no unpaired surrogates
 * @param <V> the values
 */
public final class NamedCache<K, V> extends Cache<K, V> {

    private final GenerationSource generations;
    private final AsyncNamedCache<K, V> async;

    NamedCache(CacheOperations operations, GenerationSource generations) {
        super(operations);
        this.generations = generations;
        this.async = new AsyncNamedCache<>(calls(), generations);
    }

    @Override
    public AsyncNamedCache<K, V> async() {
        return async;
    }

    /**
     * Removes all entries, however many there are, in one short step: a new generation begins, and every running load
     * is voided. Redis frees the memory of the old entries when their TTL ends.
     *
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be reached
     */
    public void clear() {
        generations.clear().await();
    }

    /**
     * Returns a reference to an entry for {@link CachedEntity#cacheKeys()}.
     *
     * @throws IllegalArgumentException if the key is invalid
     */
    public CacheKey entry(K key) {
        generations.check(Objects.requireNonNull(key, "key"));
        return new CacheKey(operations(), key);
    }
}
