package io.github.dkredis;

import io.github.dkredis.atomic.Atomics;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.hash.Hashes;
import io.github.dkredis.internal.Client;
import io.github.dkredis.value.Values;
import io.lettuce.core.api.StatefulRedisConnection;
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

    DkRedis(Client client) {
        this.client = client;
        this.values = new Values(client, Codec.pickle());
        this.hashes = new Hashes(client);
        this.atomics = new Atomics(client);
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
        client.close();
    }

    /** The address and the number of requests in flight; never a password. */
    @Override
    public String toString() {
        return "DkRedis" + client;
    }
}
