package io.github.dkredis.spring;

/** What happens to a cache name that no setting mentions. */
public enum UnknownCaches {
    /** The cache is made with the default settings. This is the default. */
    CREATE,
    /** The start fails if a method names such a cache, and {@code CacheManager.getCache} returns null. */
    REFUSE
}
