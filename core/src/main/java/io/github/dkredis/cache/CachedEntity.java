package io.github.dkredis.cache;

import java.util.Collection;

/**
 * Something that is stored elsewhere, in a database for example, and from which cache entries are made. The counterpart
 * of Python's {@code Cached}.
 */
@FunctionalInterface
public interface CachedEntity {

    /**
     * Names the entries that become invalid when this entity changes.
     *
     * @return keys of the {@link ObjectCache}, and references to entries of named caches ({@link NamedCache#entry})
     */
    Collection<?> cacheKeys();
}
