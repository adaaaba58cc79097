package io.github.dkredis.cache;

import io.github.dkredis.codec.Codec;
import io.github.dkredis.internal.DaemonThreads;
import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.Lazy;
import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.connection.Client;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where the caches of one client are made. Nothing is opened before it is needed: the push link by the first named cache or
 * the first load, the clock by the first near cache, threads by the first refresh.
 *
 * @hidden
 */
public final class CacheRegistry implements AutoCloseable {

    private static final int REFRESH_THREADS = 4;
    private static final int REFRESHES_WAITING = 1_000;
    private static final int LONGEST_NAME = 200;

    private final Client client;
    private final SingleFlight flights = new SingleFlight();
    private final UnconfirmedFills unconfirmedFills;
    private final ObjectCache<Object> shared;
    private final ConcurrentMap<String, Cache<?>> named = new ConcurrentHashMap<>();
    private final Lazy<LoadNotifications> notifications;
    private final Lazy<CoarseClock> clock = new Lazy<>(CoarseClock::new);
    private final Lazy<ThreadPoolExecutor> refreshes = new Lazy<>(CacheRegistry::newPool);

    /**
     * Not for callers.
     *
     * @param client the client
     */
    @SuppressWarnings("exports")
    public CacheRegistry(Client client) {
        this.client = client;
        this.notifications = new Lazy<>(() -> new LoadNotifications(client, flights));
        this.unconfirmedFills = new UnconfirmedFills(client);
        CacheOptions python = CacheOptions.defaults().jitter(0);
        this.shared = new ObjectCache<>(
                new CacheOperations(this, "obj-cache", new EntryFormat(Codec.pickle(), null, false), python, false));
    }

    /**
     * Python's object cache.
     *
     * @return the one instance
     */
    public ObjectCache<Object> shared() {
        return shared;
    }

    /**
     * A named cache; the same one each time.
     *
     * @param <V> its values
     * @param name its name
     * @param type what values are read as
     * @param options its options, or null for those it has, else the defaults
     * @return the cache
     */
    @SuppressWarnings("unchecked") // the type is compared
    public <V> Cache<V> named(String name, Type type, @Nullable CacheOptions options) {
        Cache<?> cache = named.get(name);
        if (cache == null) {
            CacheOptions chosen = options == null ? CacheOptions.defaults() : options;
            checked(name);
            cache = named.computeIfAbsent(
                    name,
                    n -> new Cache<V>(
                            new CacheOperations(this, n, new EntryFormat(chosen.codec(), type, true), chosen, true)));
        }
        if (!type.equals(cache.operations().format.type())
                || options != null && !options.equals(cache.operations().options)) {
            throw new IllegalStateException(
                    "the cache " + Keys.quoted(name) + " is open already, with another type or other options");
        }
        return (Cache<V>) cache;
    }

    /**
     * Keeps entries right while entities change.
     *
     * @return with the default limit
     */
    public CacheInvalidator invalidator() {
        return new CacheInvalidator(this, Duration.ofSeconds(60));
    }

    /**
     * An object whose {@link Cached} methods are cached.
     *
     * @param <T> the interface
     * @param type the interface
     * @param target the object
     * @return what stands before it
     */
    public <T> T proxy(Class<T> type, T target) {
        return CachedProxy.of(type, target, shared);
    }

    /** From 1 to 200 characters, without control characters and braces. */
    private static void checked(String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "a cache's name has from 1 to " + LONGEST_NAME + " characters, and this has " + name.length());
        }
        if (name.chars().anyMatch(c -> Character.isISOControl(c) || c == '{' || c == '}')) {
            throw new IllegalArgumentException("a cache's name must hold no control characters and no braces");
        }
        Utf8.encode("a cache's name", name);
    }

    Client client() {
        return client;
    }

    SingleFlight flights() {
        return flights;
    }

    UnconfirmedFills unconfirmedFills() {
        return unconfirmedFills;
    }

    LoadNotifications notifications() {
        return notifications.get();
    }

    CoarseClock clock() {
        return clock.get();
    }

    Executor refreshes() {
        return refreshes.get();
    }

    private static ThreadPoolExecutor newPool() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                REFRESH_THREADS,
                REFRESH_THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(REFRESHES_WAITING),
                new DaemonThreads("dkredis-refresh-"));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    @Override
    public void close() {
        CoarseClock ticking = clock.close();
        if (ticking != null) {
            ticking.close();
        }
        ThreadPoolExecutor pool = refreshes.close();
        if (pool != null) {
            pool.shutdownNow();
        }
        LoadNotifications known = notifications.ifMade();
        if (known != null) {
            known.wakeAll();
        }
    }
}
