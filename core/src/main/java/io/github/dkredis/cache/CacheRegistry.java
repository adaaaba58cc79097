package io.github.dkredis.cache;

import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.connection.Client;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The caches of one client: opens each named cache once.
 *
 * @hidden
 */
public final class CacheRegistry implements AutoCloseable {

    private static final int MAX_NAME_LENGTH = 200;
    private static final Duration TRANSACTION_LIMIT = Duration.ofSeconds(60);

    private final CacheResources resources;
    private final ObjectCache<Object> objectCache;
    private final ConcurrentMap<String, OpenCache> named = new ConcurrentHashMap<>();

    /** A named cache, with what a later caller has to ask for to get it. */
    private record OpenCache(NamedCache<String, ?> cache, Type type, CacheOptions options) {}

    /** The caches of a client. */
    @SuppressWarnings("exports")
    public CacheRegistry(Client client) {
        this.resources = new CacheResources(client);
        CacheContext context = new CacheContext(
                resources, EntryFormat.python(null), CacheOptions.defaults().jitter(0), new StatsCounter());
        this.objectCache =
                new ObjectCache<>(new CacheOperations("obj-cache", context, new PythonKeySpace(client.keys()), null));
    }

    /** {@return Python's object cache, always the same instance} */
    public ObjectCache<Object> objectCache() {
        return objectCache;
    }

    /**
     * Returns a named cache, always the same instance; opens it if this client has not used it yet.
     *
     * @param options null for the options that the cache was opened with, or else the defaults
     */
    @SuppressWarnings("unchecked") // the type is compared
    public <V> NamedCache<String, V> named(String name, Type type, @Nullable CacheOptions options) {
        OpenCache open = named.get(name);
        if (open == null) {
            CacheOptions chosen = options == null ? CacheOptions.defaults() : options;
            checkName(name);
            open = named.computeIfAbsent(name, n -> new OpenCache(open(n, type, chosen), type, chosen));
        }
        if (!type.equals(open.type()) || options != null && !options.equals(open.options())) {
            throw new IllegalStateException("cache " + Keys.quoted(name)
                    + " is already open in this client, with another value type or other options");
        }
        return (NamedCache<String, V>) open.cache();
    }

    private NamedCache<String, ?> open(String name, Type type, CacheOptions options) {
        CacheContext context =
                new CacheContext(resources, EntryFormat.named(options.codec(), type), options, new StatsCounter());
        String prefix = resources.client().keys().cache(name);
        NearCache nearCache = options.nearSize() == 0
                ? null
                : new NearCache(resources.tracking(), resources.clock(), options, prefix);
        GenerationSource generations =
                new GenerationSource(resources, name, nearCache == null ? () -> {} : nearCache::invalidateAll);
        return new NamedCache<>(new CacheOperations(name, context, generations, nearCache), generations);
    }

    /** From 1 to 200 characters; no control characters, and no braces, which would be hash tags. */
    private static void checkName(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException(
                    "a cache's name must have from 1 to " + MAX_NAME_LENGTH + " characters, and has " + name.length());
        }
        if (name.chars().anyMatch(c -> Character.isISOControl(c) || c == '{' || c == '}')) {
            throw new IllegalArgumentException("a cache's name must not contain control characters or braces");
        }
        Utf8.encode("a cache's name", name);
    }

    /** {@return an invalidator with the default transaction limit} */
    public CacheInvalidator invalidator() {
        return new CacheInvalidator(resources, objectCache.operations(), TRANSACTION_LIMIT);
    }

    /** Returns a proxy that caches the results of the {@link Cached} methods of an interface. */
    public <T> T proxy(Class<T> type, T target) {
        return CachedProxy.of(type, target, objectCache);
    }

    @Override
    public void close() {
        resources.close();
    }
}
