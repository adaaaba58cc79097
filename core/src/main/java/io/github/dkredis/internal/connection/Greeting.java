package io.github.dkredis.internal.connection;

import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.command.ListOutput;
import io.github.dkredis.internal.command.RespWriter;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ByteArrayOutput;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The first commands of every connection: they find out which server answers, and whether it can be used. They are
 * written together, and the last one is a PING, which a server that loads its data refuses.
 */
final class Greeting {

    /** A user may be denied the commands that identify a connection; then they are not sent again. */
    private final AtomicBoolean identify = new AtomicBoolean(true);

    /** What a server answered. */
    record Answer(ServerFacts facts, ReadMonitor monitor) {}

    /** Greets; the future fails if the server refuses HELLO, PING or the subscription. */
    CompletableFuture<Answer> exchange(StatefulRedisConnection<byte[], byte[]> connection, @Nullable Inbox inbox) {
        AtomicReference<ReadMonitor> monitor = new AtomicReference<>(new ReadMonitor());
        AsyncCommand<byte[], byte[], List<@Nullable Object>> hello = prepared(CommandType.HELLO, new ListOutput());
        hello.whenComplete((reply, failure) -> { // within the read of this reply
            ReadMonitor reading = ReadMonitor.current();
            if (reading != null) {
                monitor.set(reading);
            }
        });
        connection.dispatch(hello);
        boolean identifies = identify.get();
        CompletableFuture<byte @Nullable []> client =
                identifies ? optional(connection, CommandType.CLIENT, bytes(), "INFO") : nothing();
        CompletableFuture<byte @Nullable []> server =
                identifies ? optional(connection, CommandType.INFO, bytes(), "server") : nothing();
        long sentAtNanos = System.nanoTime();
        CompletableFuture<@Nullable List<@Nullable Object>> time =
                identifies ? optional(connection, CommandType.TIME, new ListOutput()) : nothing();
        CompletableFuture<String> pong = ping(connection, inbox);
        return pong.thenApply(ignored -> {
            ServerFacts facts = ServerFacts.of(
                    hello.toCompletableFuture().join(), client.join(), server.join(), sample(sentAtNanos, time.join()));
            return new Answer(facts, Objects.requireNonNull(monitor.get()));
        });
    }

    private static CompletableFuture<String> ping(
            StatefulRedisConnection<byte[], byte[]> connection, @Nullable Inbox inbox) {
        Command<byte[], byte[], String> ping =
                new Command<>(CommandType.PING, new StatusOutput<>(ByteArrayCodec.INSTANCE), args());
        String channel = inbox == null ? null : inbox.channel();
        AsyncCommand<byte[], byte[], String> sent =
                channel == null ? new AsyncCommand<>(ping) : new Subscribe(ping, Utf8.ascii(channel));
        connection.dispatch(sent);
        return sent;
    }

    private static <T> AsyncCommand<byte[], byte[], T> prepared(
            CommandType type, CommandOutput<byte[], byte[], T> output, String... words) {
        CommandArgs<byte[], byte[]> args = args();
        for (String word : words) {
            args.add(word);
        }
        return new AsyncCommand<>(new Command<>(type, output, args));
    }

    /** Sends a command whose refusal does not matter; the result is then null. */
    private <T> CompletableFuture<@Nullable T> optional(
            StatefulRedisConnection<byte[], byte[]> connection,
            CommandType type,
            CommandOutput<byte[], byte[], T> output,
            String... words) {
        AsyncCommand<byte[], byte[], T> command = prepared(type, output, words);
        connection.dispatch(command);
        return command.handle((reply, failure) -> {
            if (failure instanceof RedisCommandExecutionException) {
                identify.set(false);
            }
            return failure == null ? reply : null;
        });
    }

    private static <T> CompletableFuture<@Nullable T> nothing() {
        return CompletableFuture.completedFuture(null);
    }

    private static ByteArrayOutput<byte[], byte[]> bytes() {
        return new ByteArrayOutput<>(ByteArrayCodec.INSTANCE);
    }

    private static CommandArgs<byte[], byte[]> args() {
        return new CommandArgs<>(ByteArrayCodec.INSTANCE);
    }

    private static @Nullable ServerTime sample(long sentAtNanos, @Nullable List<@Nullable Object> time) {
        if (time == null
                || time.size() != 2
                || !(time.get(0) instanceof byte[] seconds)
                || !(time.get(1) instanceof byte[] micros)) {
            return null;
        }
        try {
            return new ServerTime(sentAtNanos, number(seconds) * 1_000_000 + number(micros));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static long number(byte[] digits) {
        return Long.parseLong(new String(digits, StandardCharsets.US_ASCII));
    }

    /** {@return the address that a replica names as its primary's; null if it does not tell} */
    static CompletableFuture<@Nullable String> primaryOf(StatefulRedisConnection<byte[], byte[]> replica) {
        AsyncCommand<byte[], byte[], List<@Nullable Object>> role = prepared(CommandType.ROLE, new ListOutput());
        replica.dispatch(role);
        return role.handle((reply, failure) -> failure == null
                        && reply.size() > 2
                        && reply.get(1) instanceof byte[] host
                        && reply.get(2) instanceof Long port
                ? new String(host, StandardCharsets.UTF_8) + ":" + port
                : null);
    }

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
}
