package io.github.dkredis.cache;

import org.jspecify.annotations.Nullable;

/** What runs around a method of a {@link CachedProxy}. */
@FunctionalInterface
interface Interceptor {

    /** Runs around a call, and returns or throws what the proxy's caller gets. */
    @Nullable
    Object around(Invocation invocation) throws Exception;
}
