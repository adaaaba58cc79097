package io.github.dkredis.internal.connection;

import io.github.dkredis.RedisUnavailableException;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisCredentialsProvider.ImmediateRedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.netty.channel.group.ChannelGroup;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Connects to one server: Lettuce performs the handshake (TLS, HELLO, AUTH, SELECT), then this class checks which
 * server answered, so that every connection it returns can be used. Lettuce's own reconnect is off.
 */
final class Connector {

    /**
     * Lettuce's limit of a handshake ends this much later than ours. If both ended at the same moment, Lettuce would
     * close the connection a second time, while the client is shutting down.
     */
    private static final Duration HANDSHAKE_MARGIN = Duration.ofSeconds(1);

    /** How long a failed attempt waits for its connection to be closed. */
    private static final Duration CLOSING_LIMIT = Duration.ofSeconds(1);

    /** How often a connection is begun that the server, or Lettuce, closes before it is ready. */
    private static final int TRIES = 3;

    private final RedisClient client;
    private final Supplier<RedisURI> uri;
    private final String clientName;
    private final Duration connectTimeout;
    private final String address;
    private final Timer timer;
    private final ChannelGroup channels;
    private final Greeting greeting = new Greeting();

    /** The Sentinels that know the primary; null if the address is the server's own. */
    private final @Nullable Sentinels sentinels;

    private volatile @Nullable SentinelWatch watch;
    private final Set<Attempt> underway = ConcurrentHashMap.newKeySet();

    Connector(ClientSettings settings, RedisURI uri, ClientResources resources, ChannelGroup channels) {
        this.channels = channels;
        this.uri = settings.uri;
        this.clientName = settings.clientName;
        this.connectTimeout = settings.connectTimeout;
        this.address = address(uri);
        this.timer = resources.timer();
        this.client = RedisClient.create(resources);
        this.client.setOptions(options(settings));
        if (uri.getSentinels().isEmpty()) {
            this.sentinels = null;
        } else {
            this.sentinels = new Sentinels(client, settings, connectTimeout.plus(HANDSHAKE_MARGIN), timer);
        }
    }

    private static ClientOptions options(ClientSettings settings) {
        ClientOptions.Builder options = ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(settings.connectTimeout)
                        .keepAlive(true)
                        .build());
        SslOptions ssl = settings.effectiveSslOptions();
        if (ssl != null) {
            options.sslOptions(ssl);
        }
        return options.build();
    }

    /** The configured address, which may be that of Sentinels. */
    String address() {
        return address;
    }

    /**
     * Begins to listen to the announcements of Sentinels, if there are any.
     *
     * @param moved is told the address of the primary whenever it may have changed
     */
    void watchFailovers(Consumer<String> moved) {
        if (sentinels != null) {
            SentinelWatch begun = new SentinelWatch(client, sentinels, timer, moved);
            watch = begun;
            begun.start();
        }
    }

    /**
     * Connects. The future fails with a {@link RedisUnavailableException} when the time limit has passed; Lettuce
     * limits each of its own steps, but not the greeting.
     *
     * @param inbox what receives the pushes of the connection, or null if no push is expected
     */
    CompletableFuture<ServerConnection> connect(@Nullable Inbox inbox) {
        return connect(new Attempt(this::dataAddress, address, inbox, ExpectedServer.ONE_SERVER));
    }

    /** Connects as {@link #connect(Inbox)} does, before it is known whether this is a cluster. */
    CompletableFuture<ServerConnection> connectFirst() {
        return connect(new Attempt(this::dataAddress, address, null, ExpectedServer.ANYTHING));
    }

    /** Connects to another server than the configured one. */
    CompletableFuture<ServerConnection> connect(
            Supplier<RedisURI> target, @Nullable Inbox inbox, ExpectedServer expected) {
        RedisURI to = target.get();
        return connect(
                new Attempt(() -> CompletableFuture.completedFuture(target.get()), address(to), inbox, expected));
    }

    private CompletableFuture<ServerConnection> connect(Attempt attempt) {
        try {
            Timeout limit = timer.newTimeout(
                    expired -> attempt.fail(new TimeoutException()), connectTimeout.toMillis(), TimeUnit.MILLISECONDS);
            attempt.ready.whenComplete((connected, failure) -> limit.cancel());
        } catch (IllegalStateException e) { // resources that were shut down
            attempt.fail(e);
        }
        begin(attempt, TRIES);
        return attempt.ready;
    }

    /**
     * Makes one try. If a server refuses the handshake, Lettuce closes the connection, and sometimes reports that the
     * connection was closed instead of the refusal. So a connection that was closed early is tried again,
     * {@value #TRIES} times in all.
     */
    private void begin(Attempt attempt, int tries) {
        try {
            CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connecting = attempt.target
                    .get()
                    .thenCompose(data -> {
                        attempt.address = address(data);
                        return target(data, attempt.inbox);
                    })
                    .thenCompose(target -> client.connectAsync(ByteArrayCodec.INSTANCE, target));
            attempt.connecting = connecting;
            underway.add(attempt);
            connecting.whenComplete((connection, failure) -> {
                underway.remove(attempt);
                if (failure == null) {
                    attempt.greet(connection);
                } else if (tries > 1 && !attempt.ready.isDone() && ConnectFailures.wasClosedEarly(failure)) {
                    begin(attempt, tries - 1);
                } else {
                    attempt.fail(failure);
                }
            });
        } catch (RuntimeException e) { // an invalid address, or resources that were shut down
            attempt.fail(e);
        }
    }

    private CompletableFuture<RedisURI> dataAddress() {
        return sentinels == null ? CompletableFuture.completedFuture(uri.get()) : sentinels.primary();
    }

    /**
     * Returns the address with its credentials. They are resolved here, because Lettuce would resolve them and continue
     * in the JVM's common pool: the pool may be busy, and the connection may be returned there before it is ready.
     */
    private CompletableFuture<RedisURI> target(RedisURI target, @Nullable Inbox inbox) {
        target.setTimeout(connectTimeout.plus(HANDSHAKE_MARGIN));
        // with the client's number, CLIENT LIST shows which client a push connection belongs to
        target.setClientName(inbox == null ? clientName : clientName + ":" + inbox.id());
        // Lettuce sends both by CLIENT SETINFO, and goes on if the server does not know it
        target.setLibraryName(LibraryVersion.NAME);
        target.setLibraryVersion(LibraryVersion.VERSION);
        RedisCredentialsProvider provider = target.getCredentialsProvider();
        if (provider instanceof ImmediateRedisCredentialsProvider || provider.supportsStreaming()) {
            return CompletableFuture.completedFuture(target);
        }
        return provider.resolveCredentials().toFuture().thenApply(credentials -> {
            ImmediateRedisCredentialsProvider known = () -> credentials;
            target.setCredentialsProvider(known);
            return target;
        });
    }

    /**
     * One attempt to connect. A connection that was refused, or was ready too late, is closed before the attempt fails:
     * Lettuce warns about a connection that is closed twice.
     */
    private final class Attempt {

        final CompletableFuture<ServerConnection> ready = new CompletableFuture<>();
        private final AtomicBoolean failed = new AtomicBoolean();
        private final AtomicBoolean closing = new AtomicBoolean();
        private final Supplier<CompletableFuture<RedisURI>> target;
        private final @Nullable Inbox inbox;
        private final ExpectedServer expected;
        private volatile @Nullable StatefulRedisConnection<byte[], byte[]> connection;

        /** The server's address, or that of the Sentinels until they have named it. */
        private volatile String address;

        /** What Lettuce is doing for this attempt. */
        private volatile CompletableFuture<?> connecting = CompletableFuture.completedFuture(null);

        Attempt(
                Supplier<CompletableFuture<RedisURI>> target,
                String address,
                @Nullable Inbox inbox,
                ExpectedServer expected) {
            this.target = target;
            this.address = address;
            this.inbox = inbox;
            this.expected = expected;
        }

        void greet(StatefulRedisConnection<byte[], byte[]> connection) {
            this.connection = connection;
            connection.setTimeout(connectTimeout); // for synchronous commands of callers that use the plain connection
            if (ready.isDone()) {
                close(connection);
                return;
            }
            if (inbox != null) {
                connection.addListener(inbox.listener());
            }
            greeting.exchange(connection, inbox).whenComplete((answer, failure) -> {
                if (failure != null) {
                    fail(ConnectFailures.ofPush(address, inbox, failure));
                    return;
                }
                RedisUnavailableException refusal = ServerCheck.refusal(address, answer.facts(), expected);
                if (refusal != null) {
                    fail(refusal);
                } else if (answer.facts().isReplica() && !expected.acceptsReplica(answer.facts())) {
                    Greeting.primaryOf(connection).thenAccept(primary -> fail(replica(primary)));
                } else if (!ready.complete(
                        new ServerConnection(connection, address, answer.facts(), answer.monitor()))) {
                    close(connection);
                }
            });
        }

        private RedisUnavailableException replica(@Nullable String primary) {
            return sentinels == null
                    ? ServerCheck.replica(address, primary)
                    : ServerCheck.replicaNamedBySentinels(address);
        }

        void fail(Throwable cause) {
            if (ready.isDone() && !ready.isCompletedExceptionally()) {
                return; // it was ready in time after all
            }
            boolean isReason = failed.compareAndSet(false, true); // first, because closing fails the other steps too
            StatefulRedisConnection<byte[], byte[]> open = connection;
            // also if the attempt has been cancelled: no other object knows of the connection
            CompletableFuture<?> closed = open == null ? CompletableFuture.completedFuture(null) : close(open);
            if (isReason) {
                RedisUnavailableException why = ConnectFailures.exception(address, cause);
                closed.handle((done, ignored) -> null)
                        .completeOnTimeout(null, CLOSING_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                        .thenRun(() -> ready.completeExceptionally(why));
            }
        }

        private CompletableFuture<?> close(StatefulRedisConnection<byte[], byte[]> open) {
            return closing.compareAndSet(false, true) ? open.closeAsync() : CompletableFuture.completedFuture(null);
        }
    }

    /** The address for messages. */
    static String address(RedisURI uri) {
        if (!uri.getSentinels().isEmpty()) {
            RedisURI first = uri.getSentinels().get(0);
            return "Sentinel " + first.getHost() + ":" + first.getPort() + " primary " + uri.getSentinelMasterId();
        }
        return uri.getSocket() != null ? uri.getSocket() : uri.getHost() + ":" + uri.getPort();
    }

    /**
     * Ends attempts that are still running, and closes all connections. The caller has given up an attempt that took
     * too long, but Lettuce still works on it, and may open its channel only now: a closed group closes each channel
     * that is added to it. Netty would log stack traces if its event loops ended before.
     */
    CompletableFuture<Void> closeAsync(long millis) {
        SentinelWatch begun = watch;
        if (begun != null) {
            begun.close();
        }
        if (sentinels != null) {
            sentinels.close();
        }
        channels.close();
        return CompletableFuture.allOf(underway.stream()
                        .map(attempt -> attempt.connecting.handle((connection, failure) -> null))
                        .toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, millis / 2, TimeUnit.MILLISECONDS)
                .thenCompose(done -> client.shutdownAsync(0, millis, TimeUnit.MILLISECONDS));
    }
}
