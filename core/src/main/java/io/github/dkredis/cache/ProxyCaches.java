package io.github.dkredis.cache;

import java.lang.reflect.Type;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the methods of proxies take from a client's caches. */
interface ProxyCaches {

    /** Python's object cache for values of a type. */
    Cache<Object, Object> objectCache(Type type, Duration ttl);

    /**
     * A named cache with strings as keys, for values of a type; opened with default options if it is not open yet.
     *
     * @throws IllegalStateException if it is open with other types
     */
    Cache<Object, Object> namedCache(String name, Type type);

    /** A named cache with strings as keys that is open, or null. */
    @Nullable
    NamedCache<String, ?> openCache(String name);

    CacheInvalidator invalidator();
}
