package io.github.dkredis.cache;

/** What {@code get} with a loader does while Redis cannot be asked; everything else fails then. */
public enum UnavailablePolicy {
    /** It loads, as many at once as {@link CacheOptions#loaderConcurrency} allows, and stores nothing. */
    LOAD,
    /** It fails, to protect what the loader asks from a load that the cache kept away. */
    FAIL
}
