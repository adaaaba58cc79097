package io.github.dkredis;

import io.github.dkredis.internal.Durations;
import io.github.dkredis.internal.Libraries;
import io.github.dkredis.internal.connection.ClientSettings;
import io.github.dkredis.internal.connection.Client;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What can be set on a client. Immutable: each method returns a new builder, and a wrong setting throws at once.
 *
 * <p>Essential: {@link #uri}. Common: {@link #timeout}, {@link #listener}, {@link #clientName}. Rare: the rest.
 */
public final class DkRedisBuilder {

    private static final Duration LONGEST_LIMIT = Duration.ofDays(1);

    private final ClientSettings settings;

    private DkRedisBuilder(ClientSettings settings) {
        this.settings = settings;
    }

    static DkRedisBuilder fromEnvironment(Map<String, String> environment) {
        return new DkRedisBuilder(new ClientSettings(() -> Addresses.fromEnvironment(environment)));
    }

    /**
     * Where Redis is. Default: what the environment says, see {@link DkRedis#connect()}.
     *
     * @param uri as for {@link DkRedis#connect(String)}
     * @return a new builder
     * @throws IllegalArgumentException if it is no such URI; the message does not quote it
     */
    public DkRedisBuilder uri(String uri) {
        return uri(Addresses.parse(uri));
    }

    /**
     * Where Redis is, as Lettuce has it: for credentials that change, own TLS verification and the like.
     *
     * @param uri the address; its time limit and client name are replaced by those set here
     * @return a new builder
     */
    public DkRedisBuilder uri(RedisURI uri) {
        RedisURI copy = Addresses.copy(uri);
        return with(s -> s.uri = () -> Addresses.copy(copy));
    }

    /**
     * The name that Redis shows in {@code CLIENT LIST}. Default: dkredis.
     *
     * @param clientName a name without spaces
     * @return a new builder
     * @throws IllegalArgumentException if it is out of bounds
     */
    public DkRedisBuilder clientName(String clientName) {
        return with(s -> s.clientName = requireName(clientName));
    }

    /**
     * The time limit of an operation, from its call to its answer, waiting for a connection and repeating included.
     * Default: 5 seconds.
     *
     * @param timeout from 1 ms to a day
     * @return a new builder
     * @throws IllegalArgumentException if it is out of bounds
     */
    public DkRedisBuilder timeout(Duration timeout) {
        return with(s -> s.timeout = limit("the time limit", timeout));
    }

    /**
     * The time limit of an attempt to connect. Default: 5 seconds.
     *
     * @param connectTimeout from 1 ms to a day
     * @return a new builder
     * @throws IllegalArgumentException if it is out of bounds
     */
    public DkRedisBuilder connectTimeout(Duration connectTimeout) {
        return with(s -> s.connectTimeout = limit("the time limit for connecting", connectTimeout));
    }

    /**
     * How long each step of {@link DkRedis#close()} may take: waiting for what is under way, closing the connection,
     * ending the threads. Default: 2 seconds.
     *
     * @param closeTimeout from 1 ms to a day
     * @return a new builder
     * @throws IllegalArgumentException if it is out of bounds
     */
    public DkRedisBuilder closeTimeout(Duration closeTimeout) {
        return with(s -> s.closeTimeout = limit("the time limit for closing", closeTimeout));
    }

    /**
     * How many requests may be under way at once. A blocking caller beyond it waits for a place within its time
     * limit; an asynchronous one gets a {@link RedisUnavailableException}. Default: 10,000.
     *
     * @param maxInFlight from 1 to a million
     * @return a new builder
     * @throws IllegalArgumentException if it is out of bounds
     */
    public DkRedisBuilder maxInFlight(int maxInFlight) {
        return with(s -> s.maxInFlight = requireInFlight(maxInFlight));
    }

    /**
     * Where stages complete and the listener is called. It is not closed with the client. Default: an own pool of
     * daemon threads, two or one a processor.
     *
     * @param executor the executor; it must not block
     * @return a new builder
     */
    public DkRedisBuilder executor(Executor executor) {
        return with(s -> s.executor = Objects.requireNonNull(executor, "executor"));
    }

    /**
     * Lettuce's resources (event loops, timer, metrics, tracing) to share with others. They are not closed with the
     * client. Default: own ones.
     *
     * @param resources the resources
     * @return a new builder
     */
    public DkRedisBuilder resources(ClientResources resources) {
        return with(s -> s.resources = Objects.requireNonNull(resources, "resources"));
    }

    /**
     * TLS as Lettuce has it: an own trust store or a client certificate. Default: the JDK's trust; names are
     * verified.
     *
     * @param sslOptions the options, for a URI that asks for TLS
     * @return a new builder
     */
    public DkRedisBuilder sslOptions(SslOptions sslOptions) {
        return with(s -> s.sslOptions = Objects.requireNonNull(sslOptions, "sslOptions"));
    }

    /**
     * Who is told of lost connections, repeats and unknown outcomes. Default: nobody.
     *
     * @param listener called on the executor
     * @return a new builder
     */
    public DkRedisBuilder listener(DkRedisListener listener) {
        return with(s -> s.listener = Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Connects.
     *
     * @return a connected client
     * @throws RedisUnavailableException if there is no connection to be had within the time limit; nothing is left behind
     * @throws IllegalArgumentException if the environment is used and a variable makes no sense
     * @throws IllegalStateException if the application runs with a Lettuce, Netty or Jackson that is too old; the message
     *     names the library, the version found and the version needed
     */
    public DkRedis connect() {
        try {
            return connected();
        } catch (LinkageError e) {
            throw Libraries.misfit(e);
        }
    }

    private DkRedis connected() {
        Client client = Client.connect(settings);
        try {
            return new DkRedis(client);
        } catch (RuntimeException | Error e) {
            client.close();
            throw e;
        }
    }

    /** Says nothing of the settings, which may hold a password. */
    @Override
    public String toString() {
        return "DkRedisBuilder";
    }

    private DkRedisBuilder with(Consumer<ClientSettings> change) {
        ClientSettings changed = settings.copy();
        change.accept(changed);
        return new DkRedisBuilder(changed);
    }

    private static Duration limit(String what, Duration limit) {
        Durations.millis(what, limit);
        if (limit.compareTo(LONGEST_LIMIT) > 0) {
            throw new IllegalArgumentException(what + " must be at most a day, and was " + limit);
        }
        return limit;
    }

    private static int requireInFlight(int maxInFlight) {
        if (maxInFlight < 1 || maxInFlight > 1_000_000) {
            throw new IllegalArgumentException("maxInFlight must be from 1 to a million, and was " + maxInFlight);
        }
        return maxInFlight;
    }

    private static String requireName(String clientName) {
        if (clientName.isEmpty() || !clientName.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException("a client name is one word of printable ASCII");
        }
        return clientName;
    }
}
