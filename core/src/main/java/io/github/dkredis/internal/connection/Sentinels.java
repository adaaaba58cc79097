package io.github.dkredis.internal.connection;

import io.github.dkredis.internal.command.ListOutput;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider.ImmediateRedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.netty.util.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds the primary by asking all Sentinels at the same time. */
final class Sentinels {

    /** How long the Sentinels have to answer before the ones that have answered decide. */
    private static final long TIME_MILLIS = 300;

    private final RedisClient client;
    private final Supplier<RedisURI> uri;
    private final @Nullable RedisCredentials credentials;
    private final Duration timeLimit;
    private final Timer timer;
    private volatile boolean closed;

    /**
     * The Sentinels of the configured address.
     *
     * @param timeLimit the limit of a connection to a Sentinel
     */
    Sentinels(RedisClient client, ClientSettings settings, Duration timeLimit, Timer timer) {
        this.client = client;
        this.uri = settings.uri;
        this.credentials = settings.sentinelCredentials;
        this.timeLimit = timeLimit;
        this.timer = timer;
    }

    /** {@return the addresses of the Sentinels} */
    List<RedisURI> addresses() {
        List<RedisURI> sentinels = uri.get().getSentinels();
        RedisCredentials given = credentials;
        for (RedisURI sentinel : sentinels) {
            sentinel.setTimeout(timeLimit);
            if (given != null) {
                ImmediateRedisCredentialsProvider known = () -> given;
                sentinel.setCredentialsProvider(known);
            }
        }
        return sentinels;
    }

    String primaryName() {
        return String.valueOf(uri.get().getSentinelMasterId());
    }

    /** Finds the primary; the address has the credentials and the TLS settings of the configured one. */
    CompletableFuture<RedisURI> primary() {
        RedisURI configured = uri.get();
        String name = primaryName();
        List<RedisURI> sentinels = addresses();
        SentinelPoll poll = new SentinelPoll(name, sentinels.size());
        sentinels.forEach(sentinel -> ask(sentinel, name, poll));
        try {
            timer.newTimeout(expired -> poll.endTime(), TIME_MILLIS, TimeUnit.MILLISECONDS);
        } catch (IllegalStateException e) { // the caller has stopped its resources
            poll.result().completeExceptionally(e);
        }
        return poll.result().thenApply(answer -> dataAddress(configured, answer));
    }

    private static RedisURI dataAddress(RedisURI configured, SentinelAnswer answer) {
        return RedisURI.builder()
                .withHost(answer.host())
                .withPort(answer.port())
                .withDatabase(configured.getDatabase())
                .withSsl(configured)
                .withAuthentication(configured)
                .build();
    }

    private void ask(RedisURI sentinel, String name, SentinelPoll poll) {
        String address = sentinel.getHost() + ":" + sentinel.getPort();
        CompletableFuture<@Nullable SentinelAnswer> asked;
        try {
            asked = client.connectAsync(ByteArrayCodec.INSTANCE, sentinel)
                    .toCompletableFuture()
                    .thenCompose(connection -> {
                        CompletableFuture<@Nullable SentinelAnswer> answer = ask(connection, name);
                        answer.whenComplete((done, failure) -> close(connection));
                        return answer;
                    });
        } catch (RuntimeException e) { // an invalid address, or resources that were shut down
            asked = CompletableFuture.failedFuture(e);
        }
        asked.whenComplete((answer, failure) -> {
            if (failure == null) {
                poll.answered(address, answer);
            } else {
                poll.failed(ConnectFailures.exception("Sentinel " + address, failure));
            }
        });
    }

    private void close(StatefulRedisConnection<byte[], byte[]> connection) {
        if (!closed) {
            connection.closeAsync();
        }
    }

    /** From now on, Lettuce closes what is open, and would warn of a connection that is closed twice. */
    void close() {
        closed = true;
    }

    private static CompletableFuture<@Nullable SentinelAnswer> ask(
            StatefulRedisConnection<byte[], byte[]> connection, String name) {
        CompletableFuture<List<@Nullable Object>> address = send(connection, "GET-MASTER-ADDR-BY-NAME", name);
        CompletableFuture<@Nullable List<@Nullable Object>> primary =
                send(connection, "MASTER", name).handle((reply, failure) -> failure == null ? reply : null);
        return address.thenCombine(primary, SentinelAnswer::of);
    }

    private static CompletableFuture<List<@Nullable Object>> send(
            StatefulRedisConnection<byte[], byte[]> connection, String question, String name) {
        AsyncCommand<byte[], byte[], List<@Nullable Object>> command = new AsyncCommand<>(new Command<>(
                CommandType.SENTINEL,
                new ListOutput(),
                new CommandArgs<>(ByteArrayCodec.INSTANCE).add(question).add(name)));
        connection.dispatch(command);
        return command;
    }
}
