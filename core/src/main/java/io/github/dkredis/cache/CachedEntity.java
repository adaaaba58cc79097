package io.github.dkredis.cache;

import java.util.Collection;

/** Something stored elsewhere, in a database say, of which cache entries are made. The counterpart of Python's {@code Cached}. */
@FunctionalInterface
public interface CachedEntity {

    /**
     * The entries that are wrong once this has changed.
     *
     * @return keys of {@link ObjectCache}, and entries of named caches by {@link Cache#entry}
     */
    Collection<?> cacheKeys();
}
