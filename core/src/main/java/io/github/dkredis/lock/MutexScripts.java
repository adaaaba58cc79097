package io.github.dkredis.lock;

import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.command.Call;
import io.github.dkredis.internal.command.Command;
import io.github.dkredis.internal.command.CommandName;
import io.github.dkredis.internal.command.Reply;
import io.github.dkredis.internal.command.RetryPolicy;
import io.github.dkredis.internal.command.Script;
import io.github.dkredis.internal.connection.Client;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state changes of a mutex in Redis, one script each. Every script is idempotent, because no token is used twice.
 */
final class MutexScripts {

    /**
     * The TTL with which a script hands a lock over to a waiting client, until that client renews it, as in
     * {@code mutex-common.lua}.
     */
    static final long CLAIM_MILLIS = 500;

    /**
     * The number of fencing tokens in a block, as in {@code mutex-common.lua}. Tokens are microseconds of the server's
     * clock, so a block covers 10 ms, about as long as a contended client may pass the lock on.
     */
    static final long FENCE_BLOCK_SIZE = 10_000;

    private static final Command<List<@Nullable Object>> ACQUIRE = script("lock", Reply.LIST, "acquire");
    private static final Command<List<@Nullable Object>> RELEASE = script("unlock", Reply.LIST, "release");
    private static final Command<Long> ABANDON = script("abandon lock", Reply.NUMBER, "abandon");
    private static final Command<Long> FORCE_RELEASE = script("force unlock", Reply.NUMBER, "force-release");
    private static final Command<List<@Nullable Object>> INSPECT = script("inspect lock", Reply.LIST, "inspect");
    private static final Command<Long> RENEW =
            Command.of("renew lock", Script.load(MutexScripts.class, "renew"), RetryPolicy.IDEMPOTENT, Reply.NUMBER);
    private static final Command<Long> TTL =
            Command.of("look at lock", CommandName.PTTL, RetryPolicy.IDEMPOTENT, Reply.NUMBER);
    private static final Command<byte @Nullable []> VALUE =
            Command.of("look at lock", CommandName.GET, RetryPolicy.IDEMPOTENT, Reply.BYTES);
    private static final Command<List<@Nullable Object>> TIME =
            Command.of("server time", CommandName.TIME, RetryPolicy.IDEMPOTENT, Reply.LIST);

    private static final byte[] EXACTLY = Utf8.encode("a word", "exactly");
    private static final byte[] AT_LEAST = Utf8.encode("a word", "atleast");
    private static final byte[] NONE = {};

    private final Client client;

    MutexScripts(Client client) {
        this.client = client;
    }

    private static <R extends @Nullable Object> Command<R> script(String name, Reply<R> reply, String file) {
        return Command.of(name, Script.load(MutexScripts.class, "mutex-common", file), RetryPolicy.IDEMPOTENT, reply);
    }

    /**
     * Acquires the lock, or enters the queue in Redis.
     *
     * @param notAfterMicros the server's time after which the script does nothing
     */
    Call<List<@Nullable Object>, ?> acquire(LockKeys keys, AcquireRequest request, long notAfterMicros) {
        return call(
                ACQUIRE,
                keys,
                Utf8.ascii(request.token()),
                Utf8.ascii(request.leaseMillis()),
                Utf8.ascii(notAfterMicros),
                request.mode().word);
    }

    /**
     * Releases the lock. While its slot is being moved, a cluster refuses this script, and it is sent again. A script
     * that deletes the lock's key alone would run, but free the lock for no client: the script that acquires names
     * several keys too, and is refused for as long.
     *
     * @param lastFence the last fencing token that was used
     * @param next the request with which this client enters the queue again, or null
     */
    Call<List<@Nullable Object>, ?> release(
            LockKeys keys, String token, long leaseMillis, long lastFence, @Nullable AcquireRequest next) {
        return call(
                RELEASE,
                keys,
                Utf8.ascii(token),
                Utf8.ascii(leaseMillis),
                Utf8.ascii(lastFence),
                next == null ? NONE : Utf8.ascii(next.token()),
                next == null ? NONE : next.mode().word);
    }

    /** Raises the TTL to at least this length; replies 1, or 0 if the token does not own the key. */
    Call<Long, ?> renew(LockKeys keys, String token, long leaseMillis) {
        return client.call(RENEW, keys.name(), keys.main(), Utf8.ascii(token), Utf8.ascii(leaseMillis), AT_LEAST);
    }

    /** Sets the TTL; replies 1, or 0 if the token does not own the key. */
    Call<Long, ?> keep(LockKeys keys, String token, long leaseMillis) {
        return client.call(RENEW, keys.name(), keys.main(), Utf8.ascii(token), Utf8.ascii(leaseMillis), EXACTLY);
    }

    /** Removes a token from the queue, or hands the lock over if the token owns it. */
    Call<Long, ?> abandon(LockKeys keys, String token) {
        return call(ABANDON, keys, Utf8.ascii(token), Utf8.ascii(CLAIM_MILLIS));
    }

    /** Reads the TTL of the key in milliseconds; negative if the key or its TTL is missing. */
    Call<Long, ?> ttl(LockKeys keys) {
        return client.call(TTL, keys.name(), keys.main());
    }

    /** Reads the key; replies null if the key is missing. */
    Call<byte @Nullable [], ?> value(LockKeys keys) {
        return client.call(VALUE, keys.name(), keys.main());
    }

    /** Reads the clock of the server that has the key: seconds, and microseconds. */
    Call<List<@Nullable Object>, ?> time(LockKeys keys) {
        return client.callAt(client.primaryOf(keys.main()), TIME, "server");
    }

    /** Releases the lock, whoever holds it; replies whether it was held. */
    Call<Long, Boolean> forceRelease(LockKeys keys) {
        return call(FORCE_RELEASE, keys, NONE).map(released -> released == 1);
    }

    /** Reads the holder of the lock and the waiting clients. */
    Call<List<@Nullable Object>, List<@Nullable Object>> inspect(LockKeys keys) {
        return call(INSPECT, keys, NONE);
    }

    private <R extends @Nullable Object> Call<R, R> call(Command<R> command, LockKeys keys, byte[]... args) {
        byte[][] all = new byte[3 + args.length][];
        all[0] = keys.main();
        all[1] = keys.queue();
        all[2] = keys.fence();
        System.arraycopy(args, 0, all, 3, args.length);
        return client.call(command, keys.name(), 3, all);
    }
}
