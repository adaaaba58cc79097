package io.github.dkredis.internal;

import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.RedisUnavailableException.Reason;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.resource.ClientResources;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections to one server: Lettuce's handshake (TLS, HELLO, AUTH, SELECT), then a look at what answered, so that a
 * connection that is handed out can be used. Lettuce's own reconnect is off.
 */
final class Connector {

    /** The oldest server that has all this library uses (GETDEL among others). */
    private static final int[] FLOOR = {6, 2};

    private final RedisClient client;
    private final RedisURI uri;
    private final String address;
    private final Timer timer;
    private final long limitMillis;

    Connector(Settings settings, RedisURI uri, ClientResources resources) {
        this.uri = uri;
        this.address = address(uri);
        this.timer = resources.timer();
        this.limitMillis = settings.connectTimeout().toMillis();
        this.client = RedisClient.create(resources);
        this.client.setOptions(options(settings));
        this.uri.setTimeout(settings.connectTimeout());
        this.uri.setClientName(settings.clientName());
    }

    private static ClientOptions options(Settings settings) {
        ClientOptions.Builder options = ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(settings.connectTimeout())
                        .keepAlive(true)
                        .build());
        if (settings.sslOptions() != null) {
            options.sslOptions(settings.sslOptions());
        }
        return options.build();
    }

    String address() {
        return address;
    }

    /**
     * A connection that has answered; fails with a {@link RedisUnavailableException}, at the latest when the time limit has
     * passed: Lettuce keeps one for each of its own steps, none for the greeting.
     */
    CompletableFuture<Connected> connect() {
        Attempt attempt = new Attempt();
        try {
            Timeout limit = timer.newTimeout(
                    expired -> attempt.fail(new TimeoutException()), limitMillis, TimeUnit.MILLISECONDS);
            attempt.ready.whenComplete((connected, failure) -> limit.cancel());
            client.connectAsync(ByteArrayCodec.INSTANCE, uri).whenComplete((connection, failure) -> {
                if (failure != null) {
                    attempt.fail(failure);
                } else {
                    attempt.greet(connection);
                }
            });
        } catch (RuntimeException e) { // an address that is none, or resources that were shut down
            attempt.fail(e);
        }
        return attempt.ready;
    }

    /** What was refused or came too late is closed, first of all: closed twice, Lettuce warns. */
    private final class Attempt {

        final CompletableFuture<Connected> ready = new CompletableFuture<>();
        private final AtomicBoolean failed = new AtomicBoolean();
        private volatile @Nullable StatefulRedisConnection<byte[], byte[]> connection;

        void greet(StatefulRedisConnection<byte[], byte[]> connection) {
            this.connection = connection;
            if (ready.isDone()) {
                connection.closeAsync();
                return;
            }
            AsyncCommand<byte[], byte[], List<@Nullable Object>> hello = new AsyncCommand<>(
                    new io.lettuce.core.protocol.Command<>(CommandType.HELLO, new ListOutput(), noArgs()));
            connection.dispatch(hello);
            AsyncCommand<byte[], byte[], String> ping = new AsyncCommand<>(new io.lettuce.core.protocol.Command<>(
                    CommandType.PING, new io.lettuce.core.output.StatusOutput<>(ByteArrayCodec.INSTANCE), noArgs()));
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

    CompletableFuture<Void> closeAsync(long millis) {
        return client.shutdownAsync(0, millis, TimeUnit.MILLISECONDS);
    }

    /** A connection that can be used, and what it is connected to. */
    record Connected(StatefulRedisConnection<byte[], byte[]> connection, String address, String server) {}
}
