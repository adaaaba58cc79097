package io.github.dkredis.cache;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A view of a {@link LoadingCache} that does not block its callers. Its loader does block, and runs on the client's
 * executor; a loader that returns stages belongs into {@link AsyncCache#get(Object, java.util.function.Function)}.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public final class AsyncLoadingCache<K, V> {

    private final CacheCalls<K, V> calls;
    private final CacheLoader<? super K, ? extends V> loader;
    private final BulkCacheLoader<? super K, ? extends V> bulkLoader;

    AsyncLoadingCache(
            CacheCalls<K, V> calls,
            CacheLoader<? super K, ? extends V> loader,
            BulkCacheLoader<? super K, ? extends V> bulkLoader) {
        this.calls = calls;
        this.loader = loader;
        this.bulkLoader = bulkLoader;
    }

    /** Returns the value of an entry, as {@link LoadingCache#get} does. */
    public CompletionStage<@Nullable V> get(K key) {
        return calls.load(key, loader).stage();
    }

    /** Returns the values of several entries, as {@link LoadingCache#getAll} does. */
    public CompletionStage<Map<K, @Nullable V>> getAll(Collection<? extends K> keys) {
        return calls.loadAll(keys, bulkLoader).stage();
    }

    /** Loads an entry, whether it exists or not, as {@link LoadingCache#refresh} does. */
    public CompletionStage<@Nullable V> refresh(K key) {
        return calls.refresh(key, loader).stage();
    }

    @Override
    public String toString() {
        return "Async" + calls.operations();
    }
}
