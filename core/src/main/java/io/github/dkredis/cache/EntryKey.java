package io.github.dkredis.cache;

/** An entry of a named cache, as {@link CachedEntity#cacheKeys()} gives it; made by {@link Cache#entry}. */
public final class EntryKey {

    private final Engine engine;
    private final String key;

    EntryKey(Engine engine, String key) {
        this.engine = engine;
        this.key = key;
    }

    Engine engine() {
        return engine;
    }

    String key() {
        return key;
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof EntryKey that && engine == that.engine && key.equals(that.key);
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
