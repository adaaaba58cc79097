package io.github.dkredis.cache;

/** An entry of a named cache, as {@link CachedEntity#cacheKeys()} gives it; made by {@link Cache#entry}. */
public final class CacheKey {

    private final CacheOperations engine;
    private final String key;

    CacheKey(CacheOperations engine, String key) {
        this.engine = engine;
        this.key = key;
    }

    CacheOperations engine() {
        return engine;
    }

    String key() {
        return key;
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof CacheKey that && engine == that.engine && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    /** The cache and the key. */
    @Override
    public String toString() {
        return engine + " " + key;
    }
}
