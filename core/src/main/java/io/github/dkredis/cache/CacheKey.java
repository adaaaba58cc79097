package io.github.dkredis.cache;

import org.jspecify.annotations.Nullable;

/** A reference to an entry of a named cache, for {@link CachedEntity#cacheKeys()}; made by {@link NamedCache#entry}. */
public final class CacheKey {

    private final CacheOperations operations;
    private final Object key;

    CacheKey(CacheOperations operations, Object key) {
        this.operations = operations;
        this.key = key;
    }

    CacheOperations operations() {
        return operations;
    }

    Object key() {
        return key;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CacheKey that && operations == that.operations && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    /** {@return the cache and the key} */
    @Override
    public String toString() {
        return operations + " " + key;
    }
}
