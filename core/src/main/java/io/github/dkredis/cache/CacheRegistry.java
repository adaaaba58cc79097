package io.github.dkredis.cache;

import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.connection.Client;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The caches of one client: opens each named cache once.
 *
 * @hidden
 */
public final class CacheRegistry implements AutoCloseable {

    private static final int MAX_NAME_LENGTH = 200;
    private static final Pattern PROXY_NAME = Pattern.compile("[\\w.$-]{1,200}");
    /** The name of Python's object cache in measurements. */
    private static final String PYTHON = "obj-cache";

    private static final Duration TRANSACTION_LIMIT = Duration.ofSeconds(60);

    private final CacheResources resources;
    private final ObjectCache<Object> objectCache;
    private final ConcurrentMap<String, OpenCache> named = new ConcurrentHashMap<>();
    private final ProxyCaches proxyCaches = new RegistryCaches();

    /** The objects behind proxies that have the name of their interface. */
    private final ConcurrentMap<Class<?>, Object> proxyTargets = new ConcurrentHashMap<>();

    /** A named cache, with what a later caller has to ask for to get it. */
    private record OpenCache(NamedCache<?, ?> cache, Class<?> keyType, Type type, CacheOptions options) {}

    /** The caches of a client. */
    @SuppressWarnings("exports")
    public CacheRegistry(Client client) {
        this.resources = new CacheResources(client);
        CacheContext context = new CacheContext(
                PYTHON,
                resources,
                EntryFormat.python(null),
                CacheOptions.defaults().jitter(0),
                new StatsCounter());
        this.objectCache = new ObjectCache<>(new CacheOperations(context, new PythonKeySpace(client.keys()), null));
        measure(PYTHON, objectCache);
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
    @SuppressWarnings("unchecked") // the types are compared
    public <K, V> NamedCache<K, V> named(String name, Class<K> keyType, Type type, @Nullable CacheOptions options) {
        OpenCache open = named.get(name);
        if (open == null) {
            CacheOptions chosen = options == null ? CacheOptions.defaults() : options;
            checkName(name);
            KeyType<K> keys = KeyType.of(keyType);
            open = named.computeIfAbsent(name, n -> new OpenCache(open(n, keys, type, chosen), keyType, type, chosen));
        }
        if (keyType != open.keyType()
                || !type.equals(open.type())
                || options != null && !options.equals(open.options())) {
            throw new IllegalStateException("cache " + Keys.quoted(name)
                    + " is already open in this client, with other types or other options");
        }
        return (NamedCache<K, V>) open.cache();
    }

    private <K> NamedCache<K, ?> open(String name, KeyType<K> keyType, Type type, CacheOptions options) {
        CacheContext context = new CacheContext(
                name, resources, EntryFormat.named(options.codec(), type), options, new StatsCounter());
        String prefix = resources.client().keys().cache(name);
        NearCache nearCache = options.near().isOn() ? new NearCache(resources, options.near(), prefix) : null;
        GenerationSource generations =
                new GenerationSource(resources, name, nearCache == null ? () -> {} : nearCache::invalidateAll);
        NamedCache<K, ?> cache =
                new NamedCache<>(new CacheOperations(context, generations, nearCache), keyType, generations);
        measure(name, cache);
        return cache;
    }

    private void measure(String name, Cache<?, ?> cache) {
        resources.client().measurements().tell(to -> to.cacheOpened(name, cache::stats));
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

    // ---- functions and proxies

    /** Returns a function whose results are in a cache under the keys that a template makes. */
    public <A, R> Function<A, @Nullable R> function(
            Cache<? super String, R> cache, String key, Function<? super A, ? extends @Nullable R> function) {
        Objects.requireNonNull(function, "function");
        KeyTemplate template = KeyTemplate.of(key, 1);
        return a -> cache.get(template.key(a), k -> function.apply(a));
    }

    /** Returns a function of two arguments whose results are in a cache under the keys that a template makes. */
    public <A, B, R> BiFunction<A, B, @Nullable R> function(
            Cache<? super String, R> cache,
            String key,
            BiFunction<? super A, ? super B, ? extends @Nullable R> function) {
        Objects.requireNonNull(function, "function");
        KeyTemplate template = KeyTemplate.of(key, 2);
        return (a, b) -> cache.get(template.key(a, b), k -> function.apply(a, b));
    }

    /**
     * Returns a proxy with the name of its interface.
     *
     * @throws IllegalStateException if another target has this name already, and their keys would be the same
     */
    public <T> T proxy(Class<T> type, T target) {
        InterceptorFactory interceptors = new InterceptorFactory(type.getName(), proxyCaches);
        T proxy = CachedProxy.of(type, Objects.requireNonNull(target, "target"), interceptors);
        if (interceptors.hasDefaultKeys()) {
            Object before = proxyTargets.putIfAbsent(type, target);
            if (before != null && before != target) {
                throw new IllegalStateException("another object is cached behind " + type.getName()
                        + " in this client already, and both would have the same keys; give the proxy a name of its"
                        + " own, or the same name if they are to share entries");
            }
        }
        return proxy;
    }

    /** Returns a proxy with a name of its own; proxies with the same name share entries. */
    public <T> T proxy(Class<T> type, T target, String name) {
        if (!PROXY_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a proxy's name must consist of 1 to 200 letters, digits and the"
                    + " characters . _ $ -, and was " + Keys.quoted(name));
        }
        return CachedProxy.of(
                type, Objects.requireNonNull(target, "target"), new InterceptorFactory(name, proxyCaches));
    }

    @SuppressWarnings("unchecked") // proxies use strings as keys, and the types of values are compared
    private final class RegistryCaches implements ProxyCaches {

        @Override
        public Cache<Object, Object> objectCache(Type type, Duration ttl) {
            return objectCache.typed(type).withTtl(ttl);
        }

        @Override
        public Cache<Object, Object> namedCache(String name, Type type) {
            return (Cache<Object, Object>) (Cache<?, ?>) named(name, String.class, type, null);
        }

        @Override
        public @Nullable NamedCache<String, ?> openCache(String name) {
            OpenCache open = named.get(name);
            return open == null || open.keyType() != String.class ? null : (NamedCache<String, ?>) open.cache();
        }

        @Override
        public CacheInvalidator invalidator() {
            return CacheRegistry.this.invalidator();
        }
    }

    @Override
    public void close() {
        resources.close();
    }
}
