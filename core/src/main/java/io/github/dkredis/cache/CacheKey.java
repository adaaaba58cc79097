package io.github.dkredis.cache;

/** An entry of a named cache, as {@link CachedEntity#cacheKeys()} gives it; made by {@link Cache#entry}. */
public final class CacheKey {

    private final CacheOperations operations;
    private final String key;

    CacheKey(CacheOperations operations, String key) {
        this.operations = operations;
        this.key = key;
    }

    CacheOperations operations() {
        return operations;
    }

    String key() {
        return key;
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof CacheKey that && operations == that.operations && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    /** The cache and the key. */
    @Override
    public String toString() {
        return operations + " " + key;
    }
}
