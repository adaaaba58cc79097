package io.github.dkredis.spring;

/** What a cached method uses a cache for, which Spring's calls of the cache do not tell. */
enum CacheUse {
    /** The method changes entries, or Spring does not tell: what is put is stored. */
    UPDATE,
    /** The method's result is cached: what is put was read a moment ago, and need not be stored. */
    FILL,
    /** As {@link #UPDATE}, for a method that must not block. */
    ASYNC_UPDATE,
    /** As {@link #FILL}, for a method that must not block. */
    ASYNC_FILL;

    boolean isFill() {
        return this == FILL || this == ASYNC_FILL;
    }

    boolean isAsync() {
        return this == ASYNC_UPDATE || this == ASYNC_FILL;
    }
}
