package io.github.dkredis.spring;

import io.github.dkredis.cache.CacheOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one cache as properties can express them. A setting that is null is that of the manager's defaults.
 * {@link CacheOptions} has more settings, for code.
 *
 * @param type the type of the values, such as {@code com.example.User} or {@code java.util.List<com.example.User>}; by
 *     default, the return type of the methods that use the cache
 * @param codec how the values are stored; by default, as the manager stores those of all caches
 * @param ttl how long an entry is fresh
 * @param nullTtl how long a cached null is fresh
 * @param staleWindow for how long after its TTL an entry is still served while one caller refreshes it
 * @param staleOnError for how long after that an entry is served if loading it fails
 * @param nearCacheSize the greatest number of entries that are kept in this JVM too
 * @param nearTtl the longest time that an entry is kept in this JVM; needs {@code nearCacheSize}
 * @param fillLease how long one load may take before another instance begins to load the same entry
 * @param loadTimeout how long a caller waits for the load of another one
 */
public record CacheSettings(
        @Nullable String type,
        @Nullable ValueCodec codec,
        @Nullable Duration ttl,
        @Nullable Duration nullTtl,
        @Nullable Duration staleWindow,
        @Nullable Duration staleOnError,
        @Nullable Long nearCacheSize,
        @Nullable Duration nearTtl,
        @Nullable Duration fillLease,
        @Nullable Duration loadTimeout) {

    private static final CacheSettings NONE =
            new CacheSettings(null, null, null, null, null, null, null, null, null, null);

    /** {@return no setting at all} */
    public static CacheSettings none() {
        return NONE;
    }

    /**
     * Applies these settings to the options of all caches.
     *
     * @throws IllegalArgumentException if a setting is out of bounds
     * @throws IllegalStateException if {@code nearTtl} is set and there is no near cache
     */
    public CacheOptions applyTo(CacheOptions defaults) {
        CacheOptions options = defaults;
        options = codec == null ? options : options.codec(codec.codec());
        options = ttl == null ? options : options.ttl(ttl);
        options = nullTtl == null ? options : options.nullTtl(nullTtl);
        options = staleWindow == null ? options : options.staleWindow(staleWindow);
        options = staleOnError == null ? options : options.staleOnError(staleOnError);
        options = nearCacheSize == null ? options : options.nearCache(nearCacheSize);
        options = nearTtl == null ? options : options.nearTtl(nearTtl);
        options = fillLease == null ? options : options.fillLease(fillLease);
        return loadTimeout == null ? options : options.loadTimeout(loadTimeout);
    }
}
