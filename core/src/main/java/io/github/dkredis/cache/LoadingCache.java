package io.github.dkredis.cache;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Cache} with its loader, made by {@link Cache#loading}. Reads load what is missing, with the guarantees of
 * {@link Cache#get(Object, CacheLoader)}; everything else is done with the {@linkplain #cache() cache} itself.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public final class LoadingCache<K, V> {

    private final Cache<K, V> cache;
    private final CacheLoader<? super K, ? extends V> loader;
    private final BulkCacheLoader<? super K, ? extends V> bulkLoader;
    private final AsyncLoadingCache<K, V> async;

    LoadingCache(
            Cache<K, V> cache,
            CacheLoader<? super K, ? extends V> loader,
            BulkCacheLoader<? super K, ? extends V> bulkLoader) {
        this.cache = cache;
        this.loader = loader;
        this.bulkLoader = bulkLoader;
        this.async = new AsyncLoadingCache<>(cache.calls(), loader, bulkLoader);
    }

    /** {@return the cache behind this one, for {@code put}, {@code remove} and the rest} */
    public Cache<K, V> cache() {
        return cache;
    }

    /** {@return a view of this cache that does not block its callers; the loader runs on the client's threads} */
    public AsyncLoadingCache<K, V> async() {
        return async;
    }

    /**
     * Returns the value of an entry, and loads it first if it is missing, as {@link Cache#get(Object, CacheLoader)}
     * does.
     *
     * @return the value; null if null was loaded
     */
    public @Nullable V get(K key) {
        return cache.get(key, loader);
    }

    /**
     * Returns the values of several entries, and loads the missing ones, as {@link Cache#getAll(Collection,
     * BulkCacheLoader)} does.
     *
     * @return all entries, in the order of the keys; unmodifiable
     */
    public Map<K, @Nullable V> getAll(Collection<? extends K> keys) {
        return cache.getAll(keys, bulkLoader);
    }

    /**
     * Loads an entry, whether it exists or not, and stores the value in place of the old one. Other callers are served
     * the old value meanwhile. If a caller of any client is loading the entry already, this caller waits for the end of
     * that load, which may have begun before the source changed, and then loads for itself. An invalidation in the
     * meantime voids the load: its value is returned and not stored.
     *
     * @return the loaded value; null if null was loaded
     * @throws io.github.dkredis.LoadFailedException if the loader threw a checked exception; an unchecked one comes
     *     back unchanged. The old entry stays
     * @throws io.github.dkredis.LoadTimeoutException if another caller loads and has not ended within the load timeout
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be reached and {@link UnavailablePolicy#FAIL}
     *     is set; otherwise the value is loaded and not stored
     * @throws IllegalArgumentException if the key is invalid; nothing is sent
     * @throws IllegalStateException if the loader asks for its own key
     */
    public @Nullable V refresh(K key) {
        return cache.calls().refresh(key, loader).await();
    }

    /** {@return the cache's name, for messages} */
    @Override
    public String toString() {
        return cache.toString();
    }
}
