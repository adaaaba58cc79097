package io.github.dkredis.lock;

import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.command.Reply;
import io.github.dkredis.internal.command.Command;
import io.github.dkredis.internal.command.Script;
import io.github.dkredis.internal.command.Call;
import io.github.dkredis.internal.command.RetryPolicy;
import io.github.dkredis.internal.connection.Client;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The mutex' state changes in Redis. All are harmless to repeat, because a token is used once. */
final class MutexScripts {

    /** For how long a lock is given to a JVM that waited, until it says that it has taken it up. */
    static final long CLAIM_MILLIS = 500;

    static final long CLAIM_NANOS = TimeUnit.MILLISECONDS.toNanos(CLAIM_MILLIS);

    /** How many fencing numbers a holder gets, one for each caller it passes the lock to. */
    static final long FENCES = 10_000;

    private static final Command<List<@Nullable Object>> ACQUIRE = script("lock", "mutex-common", "acquire");
    private static final Command<List<@Nullable Object>> TRY = script("try lock", "mutex-common", "try");
    private static final Command<List<@Nullable Object>> RELEASE = script("unlock", "mutex-common", "release");
    private static final Command<Long> RENEW =
            Command.of("renew lock", Script.load(MutexScripts.class, "renew"), RetryPolicy.IDEMPOTENT, Reply.NUMBER);
    private static final Command<Long> LEAVE = Command.of(
            "leave lock",
            Script.load(MutexScripts.class, "mutex-common", "leave"),
            RetryPolicy.IDEMPOTENT,
            Reply.NUMBER);

    private static final byte[] CLAIM = Utf8.ascii(CLAIM_MILLIS);
    private static final byte[] BLOCK = Utf8.ascii(FENCES);
    private static final byte[] NOBODY = {};

    private final Client client;

    MutexScripts(Client client) {
        this.client = client;
    }

    private static Command<List<@Nullable Object>> script(String name, String... files) {
        return Command.of(name, Script.load(MutexScripts.class, files), RetryPolicy.IDEMPOTENT, Reply.LIST);
    }

    Call<List<@Nullable Object>, ?> acquire(LockKeys keys, String token, long leaseMillis) {
        return call(ACQUIRE, keys, token, leaseMillis);
    }

    Call<List<@Nullable Object>, ?> tryAcquire(LockKeys keys, String token, long leaseMillis) {
        return call(TRY, keys, token, leaseMillis);
    }

    /** Releases, and waits again with another token unless that is null. */
    Call<List<@Nullable Object>, ?> release(
            LockKeys keys, String token, long leaseMillis, long lastFence, @Nullable String next) {
        return client.call(
                RELEASE,
                keys.name(),
                3,
                keys.main(),
                keys.queue(),
                keys.fence(),
                Utf8.ascii(token),
                Utf8.ascii(leaseMillis),
                CLAIM,
                BLOCK,
                Utf8.ascii(lastFence),
                next == null ? NOBODY : Utf8.ascii(next));
    }

    Call<Long, ?> renew(LockKeys keys, String token, long leaseMillis) {
        return client.call(RENEW, keys.name(), keys.main(), Utf8.ascii(token), Utf8.ascii(leaseMillis));
    }

    Call<Long, ?> leave(LockKeys keys, String token) {
        return call(LEAVE, keys, token, CLAIM_MILLIS);
    }

    private <R> Call<R, R> call(Command<R> command, LockKeys keys, String token, long leaseMillis) {
        return client.call(
                command,
                keys.name(),
                3,
                keys.main(),
                keys.queue(),
                keys.fence(),
                Utf8.ascii(token),
                Utf8.ascii(leaseMillis),
                CLAIM,
                BLOCK);
    }

    /**
     * What acquiring answers.
     *
     * @param kind what became of it
     * @param fence the first fencing number, if granted
     * @param leftMillis how long the lock is taken for, if queued
     * @param serverMicros the server's clock
     * @param others how many wait if granted, how many are before this one if queued
     */
    record Answer(Kind kind, long fence, long leftMillis, long serverMicros, long others) {

        enum Kind {
            GRANTED,
            QUEUED,
            RELEASED,
            NOT_OURS
        }

        static Answer of(List<@Nullable Object> reply) {
            int code = Math.toIntExact(number(reply.get(0)));
            return switch (code) {
                case 1 -> new Answer(Kind.GRANTED, number(reply.get(1)), 0, number(reply.get(2)), number(reply.get(3)));
                case 0 -> new Answer(Kind.QUEUED, 0, number(reply.get(1)), number(reply.get(2)), number(reply.get(3)));
                case 2 -> new Answer(Kind.RELEASED, 0, 0, 0, 0);
                default -> new Answer(Kind.NOT_OURS, 0, 0, 0, 0);
            };
        }

        private static long number(@Nullable Object element) {
            if (element instanceof byte[] digits) {
                return Long.parseLong(new String(digits, StandardCharsets.US_ASCII));
            }
            return (Long) Objects.requireNonNull(element);
        }
    }
}
