package io.github.dkredis.cache;

/** What a {@code get} with a loader does while Redis cannot be reached. All other operations fail then. */
public enum UnavailablePolicy {
    /** It loads, with up to {@link CacheOptions#loaderConcurrency} loaders at once, and stores nothing. */
    LOAD,
    /** It fails, which protects the source of the values from the load that the cache normally absorbs. */
    FAIL
}
