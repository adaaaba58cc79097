package io.github.dkredis;

import io.github.dkredis.internal.Durations;
import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.Libraries;
import io.github.dkredis.internal.connection.Client;
import io.github.dkredis.internal.connection.ClientSettings;
import io.github.dkredis.internal.connection.TlsCertificates;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.resource.ClientResources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The settings of a client. A builder is immutable: each method returns a new one, and an invalid setting throws at
 * once.
 *
 * <p>Essential: {@link #uri}. Common: {@link #timeout}, {@link #listener}, {@link #clientName}. Rare: all others.
 */
public final class DkRedisBuilder {

    private static final Duration MAX_TIMEOUT = Duration.ofDays(1);
    private static final int MAX_IN_FLIGHT = 1_000_000;

    private final ClientSettings settings;

    private DkRedisBuilder(ClientSettings settings) {
        this.settings = settings;
    }

    static DkRedisBuilder fromEnvironment(Map<String, String> environment) {
        ClientSettings settings = new ClientSettings(() -> Addresses.fromEnvironment(environment));
        settings.furtherNodes = () -> Addresses.furtherNodes(environment);
        settings.environmentCertificates = () -> Addresses.certificates(environment);
        settings.sentinelCredentials = Addresses.sentinelCredentials(environment);
        return new DkRedisBuilder(settings);
    }

    /**
     * Sets the address of the server. Default: the environment's, see {@link DkRedis#connect()}.
     *
     * @param uri as for {@link DkRedis#connect(String)}
     * @return a new builder
     * @throws IllegalArgumentException if the URI is invalid; the message does not quote it
     */
    public DkRedisBuilder uri(String uri) {
        List<RedisURI> all = Addresses.parseAll(uri);
        return uri(all.get(0)).with(s -> s.furtherNodes = () -> all.subList(1, all.size()));
    }

    /**
     * Sets the address of the server as Lettuce represents it, for credentials that change, custom TLS verification and
     * similar needs.
     *
     * @param uri the address; the timeout and the client name of this builder replace those in it
     * @return a new builder
     */
    public DkRedisBuilder uri(RedisURI uri) {
        RedisURI copy = Addresses.copy(uri);
        return with(s -> {
            s.uri = () -> Addresses.copy(copy);
            s.furtherNodes = List::of;
        });
    }

    /**
     * Sets the name that Redis shows in {@code CLIENT LIST}. Default: dkredis.
     *
     * @param clientName one word of printable ASCII characters
     * @return a new builder
     * @throws IllegalArgumentException if the name is invalid
     */
    public DkRedisBuilder clientName(String clientName) {
        return with(s -> s.clientName = requireName(clientName));
    }

    /**
     * Sets what every key and channel of this client begins with, in every feature, so that services that share a Redis
     * never collide. Names that callers give and get are without the prefix. With the prefix {@code app:}, a Redis user
     * that is restricted to the keys and channels {@code app:*} can use everything. Python's package has no prefix, so
     * it shares nothing with a client that has one. Default: none.
     *
     * @param keyPrefix at most 100 characters, without braces, white space, control characters, quotes and characters
     *     of patterns; empty for none
     * @return a new builder
     * @throws IllegalArgumentException if the prefix is invalid
     */
    public DkRedisBuilder keyPrefix(String keyPrefix) {
        Keys keys = Keys.withPrefix(keyPrefix);
        return with(s -> s.keys = keys);
    }

    /**
     * Sets the time limit of an operation, from its call to its result. The limit includes waiting for a connection and
     * repeated commands. Default: 5 seconds.
     *
     * @param timeout from 1 ms to a day
     * @return a new builder
     * @throws IllegalArgumentException if the timeout is out of bounds
     */
    public DkRedisBuilder timeout(Duration timeout) {
        return with(s -> s.timeout = requireTimeout("the timeout", timeout));
    }

    /**
     * Sets the time limit of one attempt to connect. Default: 5 seconds.
     *
     * @param connectTimeout from 1 ms to a day
     * @return a new builder
     * @throws IllegalArgumentException if the timeout is out of bounds
     */
    public DkRedisBuilder connectTimeout(Duration connectTimeout) {
        return with(s -> s.connectTimeout = requireTimeout("the connect timeout", connectTimeout));
    }

    /**
     * Sets the time limit of each step of {@link DkRedis#close()}: waiting for operations under way, closing the
     * connection, and ending the threads. Default: 2 seconds.
     *
     * @param closeTimeout from 1 ms to a day
     * @return a new builder
     * @throws IllegalArgumentException if the timeout is out of bounds
     */
    public DkRedisBuilder closeTimeout(Duration closeTimeout) {
        return with(s -> s.closeTimeout = requireTimeout("the close timeout", closeTimeout));
    }

    /**
     * Sets how many requests may be in flight at once. A blocking caller beyond the limit waits within its time limit;
     * an asynchronous caller gets a {@link RedisUnavailableException}. Default: 10,000.
     *
     * @param maxInFlight from 1 to a million
     * @return a new builder
     * @throws IllegalArgumentException if the number is out of bounds
     */
    public DkRedisBuilder maxInFlight(int maxInFlight) {
        return with(s -> s.maxInFlight = requireInFlight(maxInFlight));
    }

    /**
     * Sets the executor on which stages complete and the listener is called. The client does not close it. Default: a
     * private pool of daemon threads, as many as there are processors, but at least two.
     *
     * @param executor its tasks should not block
     * @return a new builder
     */
    public DkRedisBuilder executor(Executor executor) {
        return with(s -> s.executor = Objects.requireNonNull(executor, "executor"));
    }

    /**
     * Sets Lettuce's resources (event loops, timer, metrics, tracing), to share them with other clients. The client
     * does not close them. Default: resources of its own.
     *
     * @return a new builder
     */
    public DkRedisBuilder resources(ClientResources resources) {
        return with(s -> s.resources = Objects.requireNonNull(resources, "resources"));
    }

    /**
     * Sets Lettuce's TLS options, such as a trust store or a client certificate. Default: the JDK's trust store; host
     * names are verified. For PEM files, {@link #caCertificate} and {@link #clientCertificate} are simpler.
     *
     * @param sslOptions the options for a URI that requires TLS
     * @return a new builder
     * @throws IllegalArgumentException if certificates were given to this builder before
     */
    public DkRedisBuilder sslOptions(SslOptions sslOptions) {
        if (settings.certificates != null) {
            throw new IllegalArgumentException("certificates were given already; use either those or sslOptions");
        }
        return with(s -> s.sslOptions = Objects.requireNonNull(sslOptions, "sslOptions"));
    }

    /**
     * Sets the authority whose certificates are trusted, instead of the JDK's. Default: {@code REDIS_CA_FILE}, or the
     * JDK's trust store.
     *
     * @param file one or more certificates in PEM format
     * @return a new builder
     * @throws IllegalArgumentException if the file cannot be read or holds no certificate, or if TLS options were given
     *     to this builder before
     */
    public DkRedisBuilder caCertificate(Path file) {
        TlsCertificates changed = certificates().withAuthority(file);
        return with(s -> s.certificates = changed);
    }

    /**
     * Sets the certificate with which the client identifies itself. Default: {@code REDIS_CERT_FILE} and
     * {@code REDIS_KEY_FILE}, or none.
     *
     * @param certificate the client's certificate in PEM format
     * @param key its private key in PEM format (PKCS #8, not encrypted)
     * @return a new builder
     * @throws IllegalArgumentException if a file cannot be read or does not hold what it should, or if TLS options were
     *     given to this builder before
     */
    public DkRedisBuilder clientCertificate(Path certificate, Path key) {
        TlsCertificates changed = certificates().withClient(certificate, key);
        return with(s -> s.certificates = changed);
    }

    private TlsCertificates certificates() {
        if (settings.sslOptions != null) {
            throw new IllegalArgumentException("sslOptions were given already; use either those or certificates");
        }
        return settings.certificates == null ? TlsCertificates.NONE : settings.certificates;
    }

    /**
     * Sets the password of the Sentinels, for their default user. Default: {@code REDIS_SENTINEL_PASSWORD}, or none.
     *
     * @return a new builder
     */
    public DkRedisBuilder sentinelPassword(String password) {
        Objects.requireNonNull(password, "password");
        return with(s -> s.sentinelCredentials = RedisCredentials.just(null, password));
    }

    /**
     * Sets the user name and password for the Sentinels. Default: {@code REDIS_SENTINEL_USERNAME} and
     * {@code REDIS_SENTINEL_PASSWORD}, or none.
     *
     * @return a new builder
     */
    public DkRedisBuilder sentinelCredentials(String username, String password) {
        Objects.requireNonNull(username, "username");
        Objects.requireNonNull(password, "password");
        return with(s -> s.sentinelCredentials = RedisCredentials.just(username, password));
    }

    /**
     * Sets the listener that receives lost connections, repeated commands and unknown outcomes. Default: none.
     *
     * @param listener called on the executor
     * @return a new builder
     */
    public DkRedisBuilder listener(DkRedisListener listener) {
        return with(s -> s.listener = Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Sets what receives the measurements: commands, locks, limits and caches. Default: none, and nothing is measured.
     *
     * @param metrics such as {@code MicrometerMetrics} of the artifact {@code dkredis-micrometer}
     * @return a new builder
     */
    public DkRedisBuilder metrics(DkRedisMetrics metrics) {
        return with(s -> s.metrics = Objects.requireNonNull(metrics, "metrics"));
    }

    /**
     * Lets {@link #connect()} return a client even if Redis cannot be reached, so that an application starts without
     * it. The client then keeps trying to connect, with the pauses of any reconnect, until it is closed. Default:
     * {@code connect()} throws.
     *
     * <p>Until the first connection, operations fail at once with a {@link RedisUnavailableException} that says why
     * there is none: locks and limits fail, and caches load, as during any outage. An operation over several keys or
     * steps that began before the first connection fails as well, since the client finds out only then whether it talks
     * to one server or to a cluster. This holds for one server, for Sentinels and for a cluster; of several cluster
     * nodes, one has to be reachable.
     *
     * <p>Redis counts as unreachable if there is no connection or no answer within the connect timeout, if the server
     * is still loading its data, or if it is a replica, as during a failover. If a server answers and refuses this
     * client (user name or password, TLS, version), {@code connect()} throws as it does without this setting. If it
     * refuses only later, operations fail with that reason, and the log says so once.
     *
     * @return a new builder
     */
    public DkRedisBuilder startWithoutServer() {
        return with(s -> s.startsWithoutServer = true);
    }

    /** Splits keys by hash slot on one server too, so that tests find what a cluster would refuse. */
    DkRedisBuilder splitBySlot() {
        return with(s -> s.splitsBySlot = true);
    }

    /**
     * Connects.
     *
     * @return a connected client; after {@link #startWithoutServer()}, perhaps one that is not connected yet
     * @throws RedisUnavailableException if no connection can be established within the time limit; nothing is left
     *     behind
     * @throws IllegalArgumentException if the environment names the server and a variable is invalid
     * @throws IllegalStateException if the application runs with a Lettuce, Netty or Jackson that is too old; the
     *     message names the library, the version found and the version needed
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

    /** Returns the settings that cannot contain a secret; the address is not among them. */
    @Override
    public String toString() {
        return "DkRedisBuilder[clientName=" + settings.clientName + ", keyPrefix=" + settings.keys.prefix()
                + ", timeout=" + settings.timeout + ", connectTimeout=" + settings.connectTimeout + ", closeTimeout="
                + settings.closeTimeout + ", maxInFlight=" + settings.maxInFlight + "]";
    }

    private DkRedisBuilder with(Consumer<ClientSettings> change) {
        ClientSettings changed = settings.copy();
        change.accept(changed);
        return new DkRedisBuilder(changed);
    }

    private static Duration requireTimeout(String what, Duration timeout) {
        Durations.millis(what, timeout);
        if (timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException(what + " must be at most a day, and was " + timeout);
        }
        return timeout;
    }

    private static int requireInFlight(int maxInFlight) {
        if (maxInFlight < 1 || maxInFlight > MAX_IN_FLIGHT) {
            throw new IllegalArgumentException("maxInFlight must be from 1 to a million, and was " + maxInFlight);
        }
        return maxInFlight;
    }

    private static String requireName(String clientName) {
        if (clientName.isEmpty() || !clientName.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException("a client name must be one word of printable ASCII");
        }
        return clientName;
    }
}
