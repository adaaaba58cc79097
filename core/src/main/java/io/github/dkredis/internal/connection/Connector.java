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
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.resource.ClientResources;
import io.netty.buffer.ByteBuf;
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
 * Makes connections to one server: Lettuce's handshake (TLS, HELLO, AUTH, SELECT), then a look at what answered, so
 * that a connection that is handed out can be used. Lettuce's own reconnect is off.
 */
final class Connector {

    /** The oldest server that has all this library uses (GETDEL among others). */
    private static final int[] FLOOR = {6, 2};

    /**
     * Lettuce's limit of a handshake ends later than ours: two at one moment would close a connection while all ends.
     */
    private static final Duration HANDSHAKE_MARGIN = Duration.ofSeconds(1);

    private final RedisClient client;
    private final Supplier<RedisURI> uri;
    private final String clientName;
    private final Duration connectTimeout;
    private final String address;
    private final Timer timer;
    private final Set<Attempt> underway = ConcurrentHashMap.newKeySet();

    Connector(ClientSettings settings, RedisURI uri, ClientResources resources) {
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
     * A connection that has answered; fails with a {@link RedisUnavailableException}, at the latest when the time limit
     * has passed: Lettuce keeps one for each of its own steps, none for the greeting.
     *
     * @param inbox what it listens to from the start, or null for nothing
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
     * Connects. Where a server refuses the handshake, Lettuce closes the connection, and now and then reports that
     * closing instead of the refusal; so what was closed early is tried once more.
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
        } catch (RuntimeException e) { // an address that is none, or resources that were shut down
            attempt.fail(e);
        }
    }

    /**
     * Where to connect to, and as whom: the credentials are looked up here. Lettuce would look them up itself, and then
     * go on in the JVM's common pool: that may be busy, and the connection may be handed out there before it is ready.
     */
    private CompletableFuture<RedisURI> target(@Nullable Inbox inbox) {
        RedisURI target = uri.get();
        target.setTimeout(connectTimeout.plus(HANDSHAKE_MARGIN));
        // the inbox's number shows in CLIENT LIST which client it belongs to
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

    /** What was refused or came too late is closed, first of all: closed twice, Lettuce warns. */
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
            connection.setTimeout(connectTimeout); // of the synchronous commands that a caller sends over it
            if (ready.isDone()) {
                connection.closeAsync();
                return;
            }
            AsyncCommand<byte[], byte[], List<@Nullable Object>> hello = new AsyncCommand<>(
                    new io.lettuce.core.protocol.Command<>(CommandType.HELLO, new ListOutput(), noArgs()));
            connection.dispatch(hello);
            io.lettuce.core.protocol.Command<byte[], byte[], String> greeted = new io.lettuce.core.protocol.Command<>(
                    CommandType.PING, new StatusOutput<>(ByteArrayCodec.INSTANCE), noArgs());
            AsyncCommand<byte[], byte[], String> ping =
                    inbox == null ? new AsyncCommand<>(greeted) : new Subscribe(greeted, Utf8.ascii(inbox.channel()));
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
                return; // in time after all, or closing makes the rest of it fail too
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
     * Closes what is open and ends what is still connecting. An attempt that came too late is given up by its caller,
     * but Lettuce still works on it: without its event loops, Netty would log stack traces.
     */
    CompletableFuture<Void> closeAsync(long millis) {
        return client.shutdownAsync(0, millis, TimeUnit.MILLISECONDS)
                .thenCompose(done -> CompletableFuture.allOf(underway.stream()
                        .map(attempt -> attempt.connecting.handle((connection, failure) -> null))
                        .toArray(CompletableFuture<?>[]::new)));
    }

    /**
     * A channel to listen to.
     *
     * @param id the client's number
     * @param channel its name
     * @param listener is called on the event loop with every push
     */
    record Inbox(String id, String channel, PushListener listener) {}

    /**
     * A PING that is sent right behind a SUBSCRIBE: RESP3 confirms a subscription by a push and not by a reply, so that
     * the reply of the PING is the sign that it stands.
     */
    private static final class Subscribe extends AsyncCommand<byte[], byte[], String> {

        private final byte[] channel;

        Subscribe(io.lettuce.core.protocol.Command<byte[], byte[], String> ping, byte[] channel) {
            super(ping);
            this.channel = channel;
        }

        @Override
        public void encode(ByteBuf out) {
            RespWriter.subscribe(out, channel);
            RespWriter.ping(out);
        }
    }

    /** A connection that can be used, and what it is connected to. */
    record Connected(StatefulRedisConnection<byte[], byte[]> connection, String address, String server) {}
}
