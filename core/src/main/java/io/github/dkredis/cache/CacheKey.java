package io.github.dkredis.cache;

import org.jspecify.annotations.Nullable;

/**
 * A reference to an entry of a named cache, for {@link CachedEntity#cacheKeys()}; made by {@link NamedCache#entry}. Two
 * references to one entry are equal, with or without values.
 */
public final class CacheKey {

    private final CacheOperations operations;
    private final Object key;
    private final CacheScripts.@Nullable Stored newValue;

    CacheKey(CacheOperations operations, Object key, CacheScripts.@Nullable Stored newValue) {
        this.operations = operations;
        this.key = key;
        this.newValue = newValue;
    }

    CacheOperations operations() {
        return operations;
    }

    Object key() {
        return key;
    }

    /** What the entry is to hold after the change; null if it is to be removed. */
    CacheScripts.@Nullable Stored newValue() {
        return newValue;
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
