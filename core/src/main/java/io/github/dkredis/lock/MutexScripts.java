package io.github.dkredis.lock;

import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.command.Call;
import io.github.dkredis.internal.command.Command;
import io.github.dkredis.internal.command.Reply;
import io.github.dkredis.internal.command.RetryPolicy;
import io.github.dkredis.internal.command.Script;
import io.github.dkredis.internal.connection.Client;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The state changes of a mutex in Redis, one script each. Every script is idempotent, because no token is used twice.
 */
final class MutexScripts {

    /**
     * The TTL with which a script hands a lock over to a waiting client, until that client renews it. A client that
     * died while it waited delays the others by this time.
     */
    static final long CLAIM_MILLIS = 500;

    static final long CLAIM_NANOS = TimeUnit.MILLISECONDS.toNanos(CLAIM_MILLIS);

    /**
     * The number of fencing tokens that an owner of the key reserves, one for each caller to which it passes the lock.
     * Tokens are microseconds of the server's clock, so a block covers 10 ms, about as long as a contended client may
     * pass the lock on.
     */
    static final long FENCE_BLOCK_SIZE = 10_000;

    private static final Command<List<@Nullable Object>> ACQUIRE = script("lock", "mutex-common", "acquire");
    private static final Command<List<@Nullable Object>> TRY_ACQUIRE =
            script("try lock", "mutex-common", "try-acquire");
    private static final Command<List<@Nullable Object>> RELEASE = script("unlock", "mutex-common", "release");
    private static final Command<Long> RENEW =
            Command.of("renew lock", Script.load(MutexScripts.class, "renew"), RetryPolicy.IDEMPOTENT, Reply.NUMBER);
    private static final Command<Long> ABANDON = Command.of(
            "abandon lock",
            Script.load(MutexScripts.class, "mutex-common", "abandon"),
            RetryPolicy.IDEMPOTENT,
            Reply.NUMBER);

    private static final byte[] CLAIM = Utf8.ascii(CLAIM_MILLIS);
    private static final byte[] BLOCK = Utf8.ascii(FENCE_BLOCK_SIZE);
    private static final byte[] NO_TOKEN = {};

    private final Client client;

    MutexScripts(Client client) {
        this.client = client;
    }

    private static Command<List<@Nullable Object>> script(String name, String... files) {
        return Command.of(name, Script.load(MutexScripts.class, files), RetryPolicy.IDEMPOTENT, Reply.LIST);
    }

    /** Acquires the lock, or enters the queue in Redis. */
    Call<List<@Nullable Object>, ?> acquire(LockKeys keys, String token, long leaseMillis) {
        return call(ACQUIRE, keys, token, leaseMillis);
    }

    /** Acquires the lock if it is free and no client waits for it. */
    Call<List<@Nullable Object>, ?> tryAcquire(LockKeys keys, String token, long leaseMillis) {
        return call(TRY_ACQUIRE, keys, token, leaseMillis);
    }

    /**
     * Releases the lock.
     *
     * @param lastFence the last fencing token that was used; 0 if none was
     * @param nextToken the token with which this client enters the queue again, or null
     */
    Call<List<@Nullable Object>, ?> release(
            LockKeys keys, String token, long leaseMillis, long lastFence, @Nullable String nextToken) {
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
                nextToken == null ? NO_TOKEN : Utf8.ascii(nextToken));
    }

    /** Restarts the TTL; replies 1, or 0 if the token does not own the key. */
    Call<Long, ?> renew(LockKeys keys, String token, long leaseMillis) {
        return client.call(RENEW, keys.name(), keys.main(), Utf8.ascii(token), Utf8.ascii(leaseMillis));
    }

    /** Removes a token from the queue, or hands the lock over if the token owns it. */
    Call<Long, ?> abandon(LockKeys keys, String token) {
        return call(ABANDON, keys, token, CLAIM_MILLIS);
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
}
