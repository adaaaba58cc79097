package io.github.dkredis;

import io.github.dkredis.atomic.Atomics;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.hash.Hashes;
import io.github.dkredis.internal.Client;
import io.github.dkredis.lock.Cooldown;
import io.github.dkredis.lock.FetchLock;
import io.github.dkredis.lock.Locks;
import io.github.dkredis.lock.Mutex;
import io.github.dkredis.lock.Rate;
import io.github.dkredis.lock.RateLimit;
import io.github.dkredis.value.Values;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;

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

    DkRedis(Client client) {
        this.client = client;
        this.values = new Values(client, Codec.pickle());
        this.hashes = new Hashes(client);
        this.atomics = new Atomics(client);
        this.locks = new Locks(client);
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
        return locks.fetchLock(name, lease);
    }

    /**
     * "Not more often than every so often": blocks resources for a period if none of them is blocked, all or none.
     *
     * @param resources what is blocked; none is always allowed
     * @param period for how long, from 1 ms
     * @return whether they were free, and if not, which blocks the longest and for how long
     */
    public Cooldown.Decision cooldown(Collection<String> resources, Duration period) {
        return locks.cooldown().start(resources, period);
    }

    /**
     * Cooldowns, without blocking too.
     *
     * @return the cooldowns
     */
    public Cooldown cooldown() {
        return locks.cooldown();
    }

    /**
     * A rate limit over all processes. More resources are added with {@link RateLimit#and}.
     *
     * @param resource what is limited
     * @param rate how often
     * @return the limit
     */
    public RateLimit rateLimit(String resource, Rate rate) {
        return locks.rateLimit().and(resource, rate);
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
        client.close();
    }

    /** The address and the number of requests in flight; never a password. */
    @Override
    public String toString() {
        return "DkRedis" + client;
    }
}
