package io.github.dkredis;

import io.github.dkredis.atomic.Atomics;
import io.github.dkredis.cache.Cache;
import io.github.dkredis.cache.CacheEvict;
import io.github.dkredis.cache.CacheInvalidator;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.cache.CachePut;
import io.github.dkredis.cache.CacheRegistry;
import io.github.dkredis.cache.Cached;
import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.cache.ObjectCache;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.codec.TypeRef;
import io.github.dkredis.hash.Hashes;
import io.github.dkredis.internal.connection.Client;
import io.github.dkredis.limit.Cooldown;
import io.github.dkredis.limit.Limits;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.limit.RateLimiter;
import io.github.dkredis.lock.CoordinationFactory;
import io.github.dkredis.lock.FetchLock;
import io.github.dkredis.lock.FetchLockProvider;
import io.github.dkredis.lock.LeaderElection;
import io.github.dkredis.lock.LockFactory;
import io.github.dkredis.lock.Locks;
import io.github.dkredis.lock.MultiMutex;
import io.github.dkredis.lock.Mutex;
import io.github.dkredis.lock.Semaphore;
import io.github.dkredis.value.Values;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A thread-safe client for one Redis or Valkey deployment, and the entry point to every feature.
 *
 * <p>Create one client for the whole application and close it at the end. All threads share its connection, and their
 * commands are written together. The client opens nothing per thread, per key or per call.
 *
 * <p><b>Lost connections.</b> The client reconnects on its own. Operations under way wait for the new connection within
 * their time limit: idempotent commands are sent again, and any other command that may have run ends with an
 * {@link OutcomeUnknownException}. Once Redis has been unreachable for longer than the time limit, operations fail at
 * once.
 */
public final class DkRedis implements AutoCloseable {

    private static final Duration FETCH_LEASE = Duration.ofSeconds(5);

    private final Client client;
    private final Values values;
    private final Hashes hashes;
    private final Atomics atomics;
    private final LockFactory locks;
    private final CoordinationFactory coordination;
    private final Limits limits;
    private final CacheRegistry cacheRegistry;

    DkRedis(Client client) {
        this.client = client;
        this.values = new Values(client, Codec.pickle());
        this.hashes = new Hashes(client);
        this.atomics = new Atomics(client);
        this.locks = new LockFactory(client);
        this.coordination = new CoordinationFactory(client, locks);
        this.limits = new Limits(client);
        this.cacheRegistry = new CacheRegistry(client);
    }

    // ---- connecting

    /**
     * Connects to the server that the environment names: {@code REDIS_URL} if it is set, else {@code REDIS_HOST}
     * (localhost), {@code REDIS_PORT} (6379), {@code REDIS_DB} (0), {@code REDIS_USERNAME} and {@code REDIS_PASSWORD}
     * (none). Python's {@code connect()} reads the host and the password from the same variables.
     *
     * @return a connected client
     * @throws RedisUnavailableException if no connection can be established within the time limit; nothing is left
     *     behind
     * @throws IllegalArgumentException if a variable is invalid
     */
    public static DkRedis connect() {
        return builder().connect();
    }

    /**
     * Connects to a server.
     *
     * @param uri {@code redis://[[user:]password@]host[:port][/db]}, {@code rediss://} for TLS,
     *     {@code redis-socket:///path} (which needs {@code io.netty:netty-transport-native-epoll} or {@code -kqueue}),
     *     or {@code redis-sentinel://[[user:]password@]host[:port][,host…][/db]#primary-name}, and with TLS
     *     {@code rediss-sentinel://}; user and password are those of the primary. A node of a Redis Cluster is used as
     *     such; several nodes are separated by commas, as in {@code redis://[[user:]password@]host:port,host:port}
     * @return a connected client
     * @throws RedisUnavailableException if no connection can be established within the time limit; nothing is left
     *     behind
     * @throws IllegalArgumentException if the URI is invalid; the message does not quote it
     */
    public static DkRedis connect(String uri) {
        return builder().uri(uri).connect();
    }

    /** {@return a builder with the default settings} */
    public static DkRedisBuilder builder() {
        return DkRedisBuilder.fromEnvironment(System.getenv());
    }

    static DkRedisBuilder builder(Map<String, String> environment) {
        return DkRedisBuilder.fromEnvironment(environment);
    }

    // ---- values, hashes, atomics

    /** {@return operations on keys that hold any value, stored as a pickle} */
    public Values values() {
        return values;
    }

    /**
     * Returns operations on keys that hold any value, stored with another codec.
     *
     * @param codec converts values to bytes and back
     */
    public Values values(Codec codec) {
        return values.withCodec(codec);
    }

    /** {@return operations on hashes as maps, and on one field of many hashes} */
    public Hashes hashes() {
        return hashes;
    }

    /** {@return atomic changes of single keys} */
    public Atomics atomics() {
        return atomics;
    }

    // ---- locks

    /**
     * Returns a mutex that excludes all processes that use its name. By default its lease lasts 30 seconds and is
     * renewed while it is held, and callers wait up to 60 seconds.
     *
     * @param name from 1 to 1,000 characters without control characters; braces only as one {@code {tag}}
     * @throws IllegalArgumentException if the name is invalid
     */
    public Mutex mutex(String name) {
        return locks.mutex(name);
    }

    /**
     * Returns several mutexes that are acquired together, all or none.
     *
     * @param names at most 1,000, each as {@link #mutex} takes it; a repeated name counts once
     * @throws IllegalArgumentException if {@code names} is empty, or a name is invalid
     */
    public MultiMutex mutexAll(Collection<String> names) {
        return coordination.mutexAll(names);
    }

    /**
     * Returns a leader election among all processes that use its name. By default a leader's lease lasts 30 seconds and
     * is renewed while it leads.
     *
     * @param name from 1 to 990 characters without control characters; braces only as one {@code {tag}}
     * @throws IllegalArgumentException if the name is invalid
     */
    public LeaderElection leader(String name) {
        return coordination.leader(name);
    }

    /**
     * Returns a semaphore, whose permits all processes that use its name share. By default a lease lasts 30 seconds and
     * is renewed while the permit is held, and callers wait up to 60 seconds.
     *
     * @param name from 1 to 1,000 characters without control characters; braces only as one {@code {tag}}
     * @param permits its size, from 1 to 100,000. The first caller sets it in Redis; callers that name another size get
     *     an {@link IllegalStateException} until {@link Semaphore#resize} changes it
     * @throws IllegalArgumentException if the name or the size is invalid
     */
    public Semaphore semaphore(String name, int permits) {
        return coordination.semaphore(name, permits);
    }

    /**
     * Asks to be the one process that fetches something, with a lease of 5 seconds as in Python.
     *
     * @param name a lower-case identifier, as Python requires
     * @return says whether this caller is to fetch; close it afterwards
     */
    public FetchLock fetchLock(String name) {
        return fetchLock(name, FETCH_LEASE);
    }

    /**
     * Asks to be the one process that fetches something.
     *
     * @param name a lower-case identifier, as Python requires
     * @param lease how long a fetch may take, from 1 ms to a thousand years; a fetcher that dies blocks others until
     *     the lease ends
     * @return says whether this caller is to fetch; close it afterwards
     */
    public FetchLock fetchLock(String name, Duration lease) {
        return locks.fetchLocks().ask(name, lease);
    }

    /** {@return fetch locks, in both styles} */
    public FetchLockProvider fetchLocks() {
        return locks.fetchLocks();
    }

    /** {@return which mutexes are held and by whom, and a way to release one by force; in both styles} */
    public Locks locks() {
        return locks.locks();
    }

    // ---- limits

    /**
     * Blocks resources for a period, all or none, if none of them is blocked. This is the shortcut for
     * {@link Cooldown#start}.
     *
     * @param resources what to block, at most 1,000; an empty collection is always allowed
     * @param period for how long, from 1 ms to a thousand years
     * @return whether the resources were free, and if not, which of them is blocked the longest and for how long
     */
    public Cooldown.Decision cooldown(Collection<String> resources, Duration period) {
        return limits.cooldown().start(resources, period);
    }

    /** {@return cooldowns, in both styles} */
    public Cooldown cooldown() {
        return limits.cooldown();
    }

    /**
     * Returns a rate limit that all processes share. {@link RateLimiter#and} adds more resources.
     *
     * @param resource the name of the limited resource
     */
    public RateLimiter rateLimiter(String resource, Rate rate) {
        return limits.rateLimiter(resource, rate);
    }

    // ---- caches

    /** {@return the object cache that Python's package uses too} */
    public ObjectCache<Object> cache() {
        return cacheRegistry.objectCache();
    }

    /**
     * Returns a named cache with strings as keys, the same one each time. It has the options of the first call that
     * named it; without any, the defaults.
     *
     * @param name from 1 to 200 characters, without control characters and braces
     * @param type the class that values are read as
     * @throws IllegalArgumentException if the name is invalid
     * @throws IllegalStateException if the cache is already in use with another type
     */
    public <V> NamedCache<String, V> cache(String name, Class<V> type) {
        return cacheRegistry.named(name, String.class, type, null);
    }

    /**
     * As {@link #cache(String, Class)}, with options.
     *
     * @param name from 1 to 200 characters, without control characters and braces
     * @param type the class that values are read as
     * @throws IllegalArgumentException if the name is invalid
     * @throws IllegalStateException if the cache is already in use with another type or other options
     */
    public <V> NamedCache<String, V> cache(String name, Class<V> type, CacheOptions options) {
        return cacheRegistry.named(name, String.class, type, options);
    }

    /**
     * As {@link #cache(String, Class)}, for values of a generic type.
     *
     * @param name from 1 to 200 characters, without control characters and braces
     * @param type the type that values are read as, such as {@code new TypeRef<List<User>>() {}}
     * @throws IllegalArgumentException if the name is invalid
     * @throws IllegalStateException if the cache is already in use with another type
     */
    public <V> NamedCache<String, V> cache(String name, TypeRef<V> type) {
        return cacheRegistry.named(name, String.class, type.type(), null);
    }

    /**
     * As {@link #cache(String, Class)}, for values of a generic type and with options.
     *
     * @param name from 1 to 200 characters, without control characters and braces
     * @param type the type that values are read as, such as {@code new TypeRef<List<User>>() {}}
     * @throws IllegalArgumentException if the name is invalid
     * @throws IllegalStateException if the cache is already in use with another type or other options
     */
    public <V> NamedCache<String, V> cache(String name, TypeRef<V> type, CacheOptions options) {
        return cacheRegistry.named(name, String.class, type.type(), options);
    }

    /**
     * As {@link #cache(String, Class)}, with keys of any type that {@link NamedCache} lists.
     *
     * @param name from 1 to 200 characters, without control characters and braces
     * @param keyType the class of the keys
     * @param type the class that values are read as
     * @throws IllegalArgumentException if the name is invalid, or keys of this type have no text
     * @throws IllegalStateException if the cache is already in use with other types
     */
    public <K, V> NamedCache<K, V> cache(String name, Class<K> keyType, Class<V> type) {
        return cacheRegistry.named(name, keyType, type, null);
    }

    /**
     * As {@link #cache(String, Class)}, with keys of a type and with options.
     *
     * @param name from 1 to 200 characters, without control characters and braces
     * @param keyType the class of the keys
     * @param type the class that values are read as
     * @throws IllegalArgumentException if the name is invalid, or keys of this type have no text
     * @throws IllegalStateException if the cache is already in use with other types or other options
     */
    public <K, V> NamedCache<K, V> cache(String name, Class<K> keyType, Class<V> type, CacheOptions options) {
        return cacheRegistry.named(name, keyType, type, options);
    }

    /**
     * As {@link #cache(String, Class)}, with keys of a type and for values of a generic type.
     *
     * @param name from 1 to 200 characters, without control characters and braces
     * @param keyType the class of the keys
     * @param type the type that values are read as, such as {@code new TypeRef<List<User>>() {}}
     * @throws IllegalArgumentException if the name is invalid, or keys of this type have no text
     * @throws IllegalStateException if the cache is already in use with other types
     */
    public <K, V> NamedCache<K, V> cache(String name, Class<K> keyType, TypeRef<V> type) {
        return cacheRegistry.named(name, keyType, type.type(), null);
    }

    /**
     * As {@link #cache(String, Class)}, with keys of a type, for values of a generic type and with options.
     *
     * @param name from 1 to 200 characters, without control characters and braces
     * @param keyType the class of the keys
     * @param type the type that values are read as, such as {@code new TypeRef<List<User>>() {}}
     * @throws IllegalArgumentException if the name is invalid, or keys of this type have no text
     * @throws IllegalStateException if the cache is already in use with other types or other options
     */
    public <K, V> NamedCache<K, V> cache(String name, Class<K> keyType, TypeRef<V> type, CacheOptions options) {
        return cacheRegistry.named(name, keyType, type.type(), options);
    }

    /**
     * Returns a function whose results are cached in {@link #cache() Python's object cache}, under the keys that
     * Python's {@code cached} uses. {@link ObjectCache#function} has more forms.
     *
     * @param <A> the argument
     * @param <R> the result
     * @param key the key, with {@code {0}} for the argument and {@code {0.username}} for a property of it
     * @param ttl how long a result is cached
     * @param type the class that results are read as
     * @param function computes a result; null is cached too, an exception is not
     * @throws IllegalArgumentException if the key or the TTL is invalid
     */
    public <A, R> Function<A, @Nullable R> cached(
            String key, Duration ttl, Class<R> type, Function<? super A, ? extends R> function) {
        return cache().as(type).withTtl(ttl).function(key, function);
    }

    /**
     * Returns a function of two arguments whose results are cached, as {@link #cached(String, Duration, Class,
     * Function)} does for one argument.
     *
     * @param <A> the first argument
     * @param <B> the second argument
     * @param <R> the result
     * @param key the key, with {@code {0}} and {@code {1}} for the arguments
     * @param ttl how long a result is cached
     * @param type the class that results are read as
     * @param function computes a result; null is cached too, an exception is not
     * @throws IllegalArgumentException if the key or the TTL is invalid
     */
    public <A, B, R> BiFunction<A, B, @Nullable R> cached(
            String key, Duration ttl, Class<R> type, BiFunction<? super A, ? super B, ? extends R> function) {
        return cache().as(type).withTtl(ttl).function(key, function);
    }

    /**
     * Returns a function whose results of a generic type are cached, as {@link #cached(String, Duration, Class,
     * Function)} does.
     *
     * @param <A> the argument
     * @param <R> the result
     */
    public <A, R> Function<A, @Nullable R> cached(
            String key, Duration ttl, TypeRef<R> type, Function<? super A, ? extends R> function) {
        return cache().as(type).withTtl(ttl).function(key, function);
    }

    /**
     * Returns a function of two arguments whose results of a generic type are cached, as {@link #cached(String,
     * Duration, Class, BiFunction)} does.
     *
     * @param <A> the first argument
     * @param <B> the second argument
     * @param <R> the result
     */
    public <A, B, R> BiFunction<A, B, @Nullable R> cached(
            String key, Duration ttl, TypeRef<R> type, BiFunction<? super A, ? super B, ? extends R> function) {
        return cache().as(type).withTtl(ttl).function(key, function);
    }

    /**
     * Returns a function whose results are in a cache, under the keys that a template makes.
     *
     * @param <A> the argument
     * @param <R> the result
     * @param cache a named cache with strings as keys, or the object cache
     * @param key the template, as for {@link Cached#key}
     * @param function computes a result; null is cached too, an exception is not
     * @throws IllegalArgumentException if the template is invalid
     */
    public <A, R> Function<A, @Nullable R> cached(
            Cache<? super String, R> cache, String key, Function<? super A, ? extends @Nullable R> function) {
        return cacheRegistry.function(cache, key, function);
    }

    /**
     * Returns a function of two arguments whose results are in a cache, as {@link #cached(Cache, String, Function)}
     * does for one argument.
     *
     * @param <A> the first argument
     * @param <B> the second argument
     * @param <R> the result
     * @param cache a named cache with strings as keys, or the object cache
     * @param key the template, as for {@link Cached#key}
     * @param function computes a result; null is cached too, an exception is not
     * @throws IllegalArgumentException if the template is invalid
     */
    public <A, B, R> BiFunction<A, B, @Nullable R> cached(
            Cache<? super String, R> cache,
            String key,
            BiFunction<? super A, ? super B, ? extends @Nullable R> function) {
        return cacheRegistry.function(cache, key, function);
    }

    /**
     * Returns an object whose methods with {@link Cached}, {@link CachePut} and {@link CacheEvict} use caches.
     *
     * @param type the interface with the annotations; it may be generic or extend generic interfaces, if the types of
     *     the cached results are known
     * @param target the object that computes the results
     * @throws IllegalArgumentException if the type is not an interface, has no annotated method, has one that cannot be
     *     cached, or cannot be called by this library because its module does not open it
     * @throws IllegalStateException if another object is cached behind this interface in this client already, and a
     *     method has no key template, so that both would have the same keys; or if a named cache is open with another
     *     type
     */
    public <T> T cachedProxy(Class<T> type, T target) {
        return cacheRegistry.proxy(type, target);
    }

    /**
     * Returns an object as {@link #cachedProxy(Class, Object)} does, with a name that takes the place of the
     * interface's name in keys without a template. Objects that are cached under one name share their entries.
     *
     * @param type the interface with the annotations
     * @param target the object that computes the results
     * @param name from 1 to 200 letters, digits and the characters {@code . _ $ -}
     * @throws IllegalArgumentException as by {@link #cachedProxy(Class, Object)}, and if the name is invalid
     * @throws IllegalStateException if a named cache is open with another type
     */
    public <T> T cachedProxy(Class<T> type, T target, String name) {
        return cacheRegistry.proxy(type, target, name);
    }

    /**
     * Returns the invalidator, which keeps cache entries consistent with a database while an entity is saved or
     * deleted. A transaction may take 60 seconds.
     */
    public CacheInvalidator invalidator() {
        return cacheRegistry.invalidator();
    }

    // ---- the client itself

    /**
     * Checks that Redis answers, with one {@code PING}.
     *
     * @throws RedisUnavailableException if Redis does not answer within the time limit
     */
    public void ping() {
        client.ping().await();
    }

    /** {@return what every key and channel of this client begins with; empty by default} */
    public String keyPrefix() {
        return client.keys().prefix();
    }

    /**
     * Returns the plain connection, for commands that this library does not have. The connection is shared: do not
     * close it, block it or change its state. Commands that are sent through it are not covered by this library's rules
     * on repeating. The client replaces the connection after a loss, so call this method again each time. In a cluster
     * it leads to one of the primaries, which answers {@code MOVED} for keys of the others.
     *
     * @throws RedisUnavailableException if the client is not connected at the moment
     */
    public StatefulRedisConnection<byte[], byte[]> unwrap() {
        return client.connection();
    }

    /**
     * Stops accepting new work, waits up to the close timeout for operations under way, and leaves no connection and no
     * thread behind. Locks and permits are given back, and their holders are told of the loss. Operations that are
     * called later, and callers that still wait for a lock, a permit or a fetch, throw {@link IllegalStateException}. A
     * request that Redis has not answered within the close timeout ends as one whose connection was lost: with an
     * {@link OutcomeUnknownException} if it may have run and must not run twice, else with a
     * {@link RedisUnavailableException}. Closing a closed client has no effect.
     */
    @Override
    public void close() {
        coordination.close();
        locks.close();
        cacheRegistry.close();
        client.close();
    }

    /** Returns the address and the number of requests in flight; never a password. */
    @Override
    public String toString() {
        return "DkRedis" + client;
    }
}
