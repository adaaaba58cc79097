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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections to one server: Lettuce's handshake (TLS, HELLO, AUTH, SELECT), then a look at what answered, so that a
 * connection that is handed out can be used. Lettuce's own reconnect is off.
 */
final class Connector implements AutoCloseable {

    /** The oldest server that has all this library uses (GETDEL among others). */
    private static final int[] FLOOR = {6, 2};

    private final RedisClient client;
    private final RedisURI uri;
    private final String address;

    Connector(Settings settings, ClientResources resources) {
        this.uri = settings.uri().get();
        this.address = address(uri);
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

    /** A connection that has answered; fails with a {@link RedisUnavailableException}. */
    CompletableFuture<Connected> connect() {
        CompletionStage<StatefulRedisConnection<byte[], byte[]>> attempt;
        try {
            attempt = client.connectAsync(ByteArrayCodec.INSTANCE, uri);
        } catch (RuntimeException e) { // an address that is none
            return CompletableFuture.failedFuture(ConnectFailures.exception(address, e));
        }
        CompletableFuture<Connected> ready = new CompletableFuture<>();
        attempt.whenComplete((connection, failure) -> {
            if (failure != null) {
                ready.completeExceptionally(ConnectFailures.exception(address, failure));
            } else {
                greet(connection, ready);
            }
        });
        return ready;
    }

    private void greet(StatefulRedisConnection<byte[], byte[]> connection, CompletableFuture<Connected> ready) {
        AsyncCommand<byte[], byte[], List<@Nullable Object>> hello = new AsyncCommand<>(
                new io.lettuce.core.protocol.Command<>(CommandType.HELLO, new ListOutput(), noArgs()));
        connection.dispatch(hello);
        AsyncCommand<byte[], byte[], String> ping = new AsyncCommand<>(new io.lettuce.core.protocol.Command<>(
                CommandType.PING, new io.lettuce.core.output.StatusOutput<>(ByteArrayCodec.INSTANCE), noArgs()));
        connection.dispatch(ping); // refused while the server loads its data
        hello.thenCombine(ping, (greeting, pong) -> greeting).whenComplete((greeting, failure) -> {
            RedisUnavailableException refused =
                    failure != null ? ConnectFailures.exception(address, failure) : unsupported(greeting);
            if (refused == null) {
                ready.complete(new Connected(connection, address, describe(greeting)));
            } else {
                connection.closeAsync();
                ready.completeExceptionally(refused);
            }
        });
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
        return client.shutdownAsync(0, millis, java.util.concurrent.TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        client.shutdown();
    }

    /** A connection that can be used, and what it is connected to. */
    record Connected(StatefulRedisConnection<byte[], byte[]> connection, String address, String server) {}
}
