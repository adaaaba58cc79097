package io.github.dkredis.internal.connection;

import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.command.ListOutput;
import io.github.dkredis.internal.command.RespWriter;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisCredentialsProvider.ImmediateRedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.push.PushListener;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.resource.ClientResources;
import io.netty.buffer.ByteBuf;
import io.netty.channel.group.ChannelGroup;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Connects to one server: Lettuce performs the handshake (TLS, HELLO, AUTH, SELECT), then this class checks which
 * server answered, so that every connection it returns can be used. Lettuce's own reconnect is off.
 */
final class Connector {

    /** The oldest version that has every command this library uses; GETDEL came with it. */
    private static final int[] FLOOR = {6, 2};

    /**
     * Lettuce's limit of a handshake ends this much later than ours. If both ended at the same moment, Lettuce would
     * close the connection a second time, while the client is shutting down.
     */
    private static final Duration HANDSHAKE_MARGIN = Duration.ofSeconds(1);

    private final RedisClient client;
    private final Supplier<RedisURI> uri;
    private final String clientName;
    private final Duration connectTimeout;
    private final String address;
    private final Timer timer;
    private final ChannelGroup channels;
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
        if (settings.sslOptions != null) {
            options.sslOptions(settings.sslOptions);
        }
        return options.build();
    }

    String address() {
        return address;
    }

    /**
     * Connects. The future fails with a {@link RedisUnavailableException} when the time limit has passed; Lettuce
     * limits each of its own steps, but not the greeting.
     *
     * @param inbox what receives the pushes of the connection, or null if no push is expected
     */
    CompletableFuture<Connected> connect(@Nullable Inbox inbox) {
        Attempt attempt = new Attempt(inbox);
        try {
            Timeout limit = timer.newTimeout(
                    expired -> attempt.fail(new TimeoutException()), connectTimeout.toMillis(), TimeUnit.MILLISECONDS);
            attempt.ready.whenComplete((connected, failure) -> limit.cancel());
        } catch (IllegalStateException e) { // resources that were shut down
            attempt.fail(e);
        }
        begin(attempt, 2);
        return attempt.ready;
    }

    /**
     * Makes one try. If a server refuses the handshake, Lettuce closes the connection, and sometimes reports that the
     * connection was closed instead of the refusal. So a connection that was closed early is tried once more.
     */
    private void begin(Attempt attempt, int tries) {
        try {
            CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connecting =
                    target(attempt.inbox).thenCompose(target -> client.connectAsync(ByteArrayCodec.INSTANCE, target));
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

    /**
     * Returns the address with its credentials. They are resolved here, because Lettuce would resolve them and continue
     * in the JVM's common pool: the pool may be busy, and the connection may be returned there before it is ready.
     */
    private CompletableFuture<RedisURI> target(@Nullable Inbox inbox) {
        RedisURI target = uri.get();
        target.setTimeout(connectTimeout.plus(HANDSHAKE_MARGIN));
        // with the client's number, CLIENT LIST shows which client a push connection belongs to
        target.setClientName(inbox == null ? clientName : clientName + ":" + inbox.id());
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

        final CompletableFuture<Connected> ready = new CompletableFuture<>();
        private final AtomicBoolean failed = new AtomicBoolean();
        private final @Nullable Inbox inbox;
        private volatile @Nullable StatefulRedisConnection<byte[], byte[]> connection;

        /** What Lettuce is doing for this attempt. */
        private volatile CompletableFuture<?> connecting = CompletableFuture.completedFuture(null);

        Attempt(@Nullable Inbox inbox) {
            this.inbox = inbox;
        }

        void greet(StatefulRedisConnection<byte[], byte[]> connection) {
            this.connection = connection;
            connection.setTimeout(connectTimeout); // for synchronous commands of callers that use the plain connection
            if (ready.isDone()) {
                connection.closeAsync();
                return;
            }
            AsyncCommand<byte[], byte[], List<@Nullable Object>> hello =
                    new AsyncCommand<>(new Command<>(CommandType.HELLO, new ListOutput(), noArgs()));
            connection.dispatch(hello);
            Command<byte[], byte[], String> greeted =
                    new Command<>(CommandType.PING, new StatusOutput<>(ByteArrayCodec.INSTANCE), noArgs());
            String channel = inbox == null ? null : inbox.channel();
            AsyncCommand<byte[], byte[], String> ping =
                    channel == null ? new AsyncCommand<>(greeted) : new Subscribe(greeted, Utf8.ascii(channel));
            if (inbox != null) {
                connection.addListener(inbox.listener());
            }
            connection.dispatch(ping); // refused while the server loads its data
            hello.thenCombine(ping, (greeting, pong) -> greeting).whenComplete((greeting, failure) -> {
                Throwable refused = failure != null ? failure : unsupported(greeting);
                if (refused != null) {
                    fail(refused);
                } else if (!ready.complete(new Connected(connection, address, describe(greeting)))) {
                    connection.closeAsync();
                }
            });
        }

        void fail(Throwable cause) {
            RedisUnavailableException why = ConnectFailures.exception(address, cause);
            StatefulRedisConnection<byte[], byte[]> open = connection;
            if (ready.isDone() || !failed.compareAndSet(false, true)) {
                return; // it was ready in time after all, or it failed before, and closing it fails its other steps
            } else if (open == null) {
                ready.completeExceptionally(why);
            } else {
                open.closeAsync().whenComplete((done, ignored) -> ready.completeExceptionally(why));
            }
        }
    }

    private static CommandArgs<byte[], byte[]> noArgs() {
        return new CommandArgs<>(ByteArrayCodec.INSTANCE);
    }

    private @Nullable RedisUnavailableException unsupported(List<@Nullable Object> greeting) {
        String mode = field(greeting, "mode");
        if (mode.equals("sentinel")) {
            return new RedisUnavailableException(
                    Reason.UNSUPPORTED_SERVER,
                    address + " is a Sentinel; connect through it with redis-sentinel://host:port#primary-name",
                    null);
        }
        if (mode.equals("cluster")) {
            return new RedisUnavailableException(
                    Reason.UNSUPPORTED_SERVER,
                    address + " is a node of a Redis Cluster, which this version of dkredis does not speak to yet",
                    null);
        }
        String version = field(greeting, "version");
        if (isOlderThanFloor(version)) {
            return new RedisUnavailableException(
                    Reason.UNSUPPORTED_SERVER,
                    address + " runs Redis " + version + "; dkredis needs Redis 6.2 or newer, or any Valkey",
                    null);
        }
        return null;
    }

    private static boolean isOlderThanFloor(String version) {
        String[] parts = version.split("\\.", 3);
        for (int i = 0; i < FLOOR.length; i++) {
            int part = i < parts.length && parts[i].matches("[0-9]{1,6}") ? Integer.parseInt(parts[i]) : 0;
            if (part != FLOOR[i]) {
                return part < FLOOR[i];
            }
        }
        return false;
    }

    private static String describe(List<@Nullable Object> greeting) {
        return field(greeting, "server") + " " + field(greeting, "version");
    }

    private static String field(List<@Nullable Object> greeting, String name) {
        for (int i = 0; i + 1 < greeting.size(); i += 2) {
            if (greeting.get(i) instanceof byte[] field
                    && new String(field, StandardCharsets.UTF_8).equals(name)
                    && greeting.get(i + 1) instanceof byte[] value) {
                return new String(value, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
            }
        }
        return "";
    }

    private static String address(RedisURI uri) {
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
        channels.close();
        return CompletableFuture.allOf(underway.stream()
                        .map(attempt -> attempt.connecting.handle((connection, failure) -> null))
                        .toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, millis / 2, TimeUnit.MILLISECONDS)
                .thenCompose(done -> client.shutdownAsync(0, millis, TimeUnit.MILLISECONDS));
    }

    /**
     * What receives the pushes of a connection.
     *
     * @param id the client's number
     * @param channel the channel that the connection listens to from the start; null if it has no subscription, so that
     *     the server does not limit its replies as those of a subscriber
     * @param listener is called on the event loop with every push
     */
    record Inbox(String id, @Nullable String channel, PushListener listener) {}

    /**
     * A PING that follows a SUBSCRIBE. RESP3 confirms a subscription by a push and not by a reply, so the reply of the
     * PING shows that the subscription is in place.
     */
    private static final class Subscribe extends AsyncCommand<byte[], byte[], String> {

        private final byte[] channel;

        Subscribe(Command<byte[], byte[], String> ping, byte[] channel) {
            super(ping);
            this.channel = channel;
        }

        @Override
        public void encode(ByteBuf out) {
            RespWriter.subscribe(out, channel);
            RespWriter.ping(out);
        }
    }

    /** A connection that can be used, and the server that it is connected to. */
    record Connected(StatefulRedisConnection<byte[], byte[]> connection, String address, String server) {}
}
