package io.github.dkredis;

import io.github.dkredis.internal.Operations;
import io.github.dkredis.internal.connection.Client;
import io.github.dkredis.atomic.Atomics;
import io.github.dkredis.cache.CacheInvalidator;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.cache.CacheRegistry;
import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.cache.ObjectCache;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.codec.TypeRef;
import io.github.dkredis.hash.Hashes;
import io.github.dkredis.limit.Cooldown;
import io.github.dkredis.limit.Limits;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.limit.RateLimiter;
import io.github.dkredis.lock.FetchLock;
import io.github.dkredis.lock.FetchLockProvider;
import io.github.dkredis.lock.Locks;
import io.github.dkredis.lock.Mutex;
import io.github.dkredis.value.Values;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The door: a client of one Redis or Valkey, from which all features are had.
 *
 * <p>Make one for the whole application and close it at the end; it is safe for use by any number of threads, and all of
 * them share one connection, whose commands go out together. Nothing is opened per thread, per key or per call.
 *
 * <p><b>When the connection is lost</b> it is made again by itself. Operations under way wait for it within their time
 * limit; those that are harmless to repeat are sent again, the others end in an {@link OutcomeUnknownException} if they may
 * have run. When Redis has been away for longer than the time limit, operations fail at once.
 */
public final class DkRedis implements AutoCloseable {

    private final Client client;
    private final Values values;
    private final Hashes hashes;
    private final Atomics atomics;
    private final Locks locks;
    private final Limits limits;
    private final CacheRegistry cacheRegistry;

    DkRedis(Client client) {
        this.client = client;
        this.values = new Values(client, Codec.pickle());
        this.hashes = new Hashes(client);
        this.atomics = new Atomics(client);
        this.locks = new Locks(client);
        this.limits = new Limits(client);
        this.cacheRegistry = new CacheRegistry(client);
    }

    /**
     * Connects to where the environment says: {@code REDIS_URL} if it is set, else {@code REDIS_HOST} (localhost), {@code
     * REDIS_PORT} (6379), {@code REDIS_DB} (0), {@code REDIS_USERNAME} and {@code REDIS_PASSWORD} (none). Python's {@code
     * connect()} reads the host and the password from the same variables.
     *
     * @return a connected client
     * @throws RedisUnavailableException if there is no connection to be had within the time limit; nothing is left behind
     * @throws IllegalArgumentException if a variable makes no sense
     */
    public static DkRedis connect() {
        return builder().connect();
    }

    /**
     * Connects to a server.
     *
     * @param uri {@code redis://[[user:]password@]host[:port][/db]}, {@code rediss://} for TLS, {@code
     *     redis-socket:///path} (which needs {@code io.netty:netty-transport-native-epoll} or {@code -kqueue}), or {@code
     *     redis-sentinel://host[:port][,host…][/db]#primary-name}
     * @return a connected client
     * @throws RedisUnavailableException if there is no connection to be had within the time limit; nothing is left behind
     * @throws IllegalArgumentException if it is no such URI; the message does not quote it
     */
    public static DkRedis connect(String uri) {
        return builder().uri(uri).connect();
    }

    /**
     * Everything that can be set.
     *
     * @return a builder with the defaults
     */
    public static DkRedisBuilder builder() {
        return DkRedisBuilder.fromEnvironment(System.getenv());
    }

    static DkRedisBuilder builder(Map<String, String> environment) {
        return DkRedisBuilder.fromEnvironment(environment);
    }

    /**
     * Any value under a key, as pickle.
     *
     * @return the values
     */
    public Values values() {
        return values;
    }

    /**
     * Any value under a key, in another form.
     *
     * @param codec how values become bytes
     * @return the values
     */
    public Values values(Codec codec) {
        return values.withCodec(Objects.requireNonNull(codec, "codec"));
    }

    /**
     * Hashes as maps, and one field of many hashes.
     *
     * @return the hashes
     */
    public Hashes hashes() {
        return hashes;
    }

    /**
     * Atomic changes of one key.
     *
     * @return the atomics
     */
    public Atomics atomics() {
        return atomics;
    }

    /**
     * Mutual exclusion over all processes.
     *
     * @param name the lock's name, from 1 to 1,000 characters without control characters; braces only as one {@code {tag}}
     * @return a mutex with the defaults: a lease of 30 seconds that is renewed while it is held, a timeout of 60 seconds
     * @throws IllegalArgumentException if the name is no such name
     */
    public Mutex mutex(String name) {
        return locks.mutex(name);
    }

    /**
     * "Only one process fetches": asks to be the one, with a lease of 5 seconds as in Python.
     *
     * @param name a lower-case identifier, as Python wants it
     * @return whether this caller is to fetch; close it
     */
    public FetchLock fetchLock(String name) {
        return fetchLock(name, Duration.ofSeconds(5));
    }

    /**
     * "Only one process fetches": asks to be the one.
     *
     * @param name a lower-case identifier, as Python wants it
     * @param lease how long a fetch may take, from 1 ms; a fetcher that dies blocks others for so long
     * @return whether this caller is to fetch; close it
     */
    public FetchLock fetchLock(String name, Duration lease) {
        return locks.fetchLocks().ask(name, lease);
    }

    /** {@return fetch locks, in both styles} */
    public FetchLockProvider fetchLocks() {
        return locks.fetchLocks();
    }

    /**
     * "Not more often than every so often": blocks resources for a period if none of them is blocked, all or none.
     *
     * @param resources what is blocked; none is always allowed
     * @param period for how long, from 1 ms
     * @return whether they were free, and if not, which blocks the longest and for how long
     */
    public Cooldown.Decision cooldown(Collection<String> resources, Duration period) {
        return limits.cooldown().start(resources, period);
    }

    /**
     * Cooldowns, without blocking too.
     *
     * @return the cooldowns
     */
    public Cooldown cooldown() {
        return limits.cooldown();
    }

    /**
     * A rate limit over all processes. More resources are added with {@link RateLimiter#and}.
     *
     * @param resource what is limited
     * @param rate how often
     * @return the limit
     */
    public RateLimiter rateLimiter(String resource, Rate rate) {
        return limits.rateLimiter(resource, rate);
    }

    /**
     * Python's object cache.
     *
     * @return the cache
     */
    public ObjectCache<Object> cache() {
        return cacheRegistry.objectCache();
    }

    /**
     * A named cache; with the options it was first asked for with, else with the defaults. The same one each time.
     *
     * @param <V> its values
     * @param name from 1 to 200 characters, without control characters and braces
     * @param type what values are read as
     * @return the cache
     * @throws IllegalArgumentException if the name is no such name
     * @throws IllegalStateException if it is open with another type
     */
    public <V> NamedCache<String, V> cache(String name, Class<V> type) {
        return cacheRegistry.named(name, type, null);
    }

    /**
     * As {@link #cache(String, Class)}, with options.
     *
     * @param <V> its values
     * @param name from 1 to 200 characters, without control characters and braces
     * @param type what values are read as
     * @param options what is not as usual
     * @return the cache
     * @throws IllegalArgumentException if the name is no such name
     * @throws IllegalStateException if it is open with another type or other options
     */
    public <V> NamedCache<String, V> cache(String name, Class<V> type, CacheOptions options) {
        return cacheRegistry.named(name, type, options);
    }

    /**
     * As {@link #cache(String, Class, CacheOptions)}, for a generic type.
     *
     * @param <V> its values
     * @param name from 1 to 200 characters, without control characters and braces
     * @param type what values are read as, as {@code new TypeRef<List<User>>() {}}
     * @param options what is not as usual
     * @return the cache
     * @throws IllegalArgumentException if the name is no such name
     * @throws IllegalStateException if it is open with another type or other options
     */
    public <V> NamedCache<String, V> cache(String name, TypeRef<V> type, CacheOptions options) {
        return cacheRegistry.named(name, type.type(), options);
    }

    /**
     * A function whose results are cached in Python's object cache, under the same keys as by Python's {@code cached}. For
     * keys of another kind, see {@link ObjectCache#functionBy}.
     *
     * @param <A> its argument
     * @param <R> its result
     * @param key the key, with {@code {0}} for the argument and {@code {0.username}} for a property of it
     * @param ttl how long a result lives
     * @param type what results are read as
     * @param function the function; a null result is cached, an exception is not
     * @return the same function, with a cache before it
     * @throws IllegalArgumentException if the key or the time to live is none
     */
    public <A, R> Function<A, @Nullable R> cached(
            String key, Duration ttl, Class<R> type, Function<? super A, ? extends R> function) {
        return cache().as(type).withTtl(ttl).function(key, function);
    }

    /**
     * As {@link #cached(String, Duration, Class, Function)}, for two arguments.
     *
     * @param <A> the first argument
     * @param <B> the second
     * @param <R> its result
     * @param key the key, with {@code {0}} and {@code {1}} for the arguments
     * @param ttl how long a result lives
     * @param type what results are read as
     * @param function the function
     * @return the same function, with a cache before it
     * @throws IllegalArgumentException if the key or the time to live is none
     */
    public <A, B, R> BiFunction<A, B, @Nullable R> cached(
            String key, Duration ttl, Class<R> type, BiFunction<? super A, ? super B, ? extends R> function) {
        return cache().as(type).withTtl(ttl).function(key, function);
    }

    /**
     * An object whose methods with {@link io.github.dkredis.cache.Cached} are cached, in Python's object cache.
     *
     * @param <T> the interface
     * @param type the interface with the annotations
     * @param target the object
     * @return an object of the same interface
     * @throws IllegalArgumentException if it is no interface, has no such method, or one that cannot be cached
     */
    public <T> T cachedProxy(Class<T> type, T target) {
        return cacheRegistry.proxy(type, target);
    }

    /**
     * Keeps cache entries right while what they are made of changes.
     *
     * @return with a limit of 60 seconds on a transaction
     */
    public CacheInvalidator invalidator() {
        return cacheRegistry.invalidator();
    }

    /**
     * Whether Redis answers. One {@code PING}.
     *
     * @throws RedisUnavailableException if it does not within the time limit
     */
    public void ping() {
        client.ping().await();
    }

    /**
     * The plain connection, for commands this library does not have. It is shared: do not close it, block it, or put it
     * into another state; what is sent through it is not covered by this library's rules on repeating. It is replaced when
     * the connection is lost, so ask again each time.
     *
     * @return Lettuce's connection
     * @throws RedisUnavailableException if there is none at the moment
     */
    public StatefulRedisConnection<byte[], byte[]> unwrap() {
        return client.connection();
    }

    /**
     * Stops new work, waits up to the close limit for what is under way, and leaves no connection and no thread. Operations
     * that wait or come afterwards throw {@link IllegalStateException}. Closing twice is closing once.
     */
    @Override
    public void close() {
        locks.close();
        cacheRegistry.close();
        client.close();
    }

    /** The address and the number of requests in flight; never a password. */
    @Override
    public String toString() {
        return "DkRedis" + client;
    }
}
