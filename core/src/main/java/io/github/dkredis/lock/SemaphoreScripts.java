package io.github.dkredis.lock;

import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.command.Call;
import io.github.dkredis.internal.command.Command;
import io.github.dkredis.internal.command.Reply;
import io.github.dkredis.internal.command.RetryPolicy;
import io.github.dkredis.internal.command.Script;
import io.github.dkredis.internal.connection.Client;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The state changes of a semaphore in Redis, one script each. Every script is idempotent, because no token is used
 * twice.
 */
final class SemaphoreScripts {

    /** How a caller wants to be told of its permits. */
    enum Mode {
        /** At once or not at all. */
        TRY,
        /** By a message. */
        PUSH,
        /** It asks again. */
        POLL;

        private final byte[] word = Utf8.ascii(name().toLowerCase(Locale.ROOT));
    }

    private static final Command<List<@Nullable Object>> ACQUIRE = script("semaphore", "semaphore-acquire");
    private static final Command<List<@Nullable Object>> RELEASE = script("release permit", "semaphore-release");
    private static final Command<List<@Nullable Object>> RENEW = script("renew permit", "semaphore-renew");
    private static final Command<List<@Nullable Object>> RESIZE = script("resize semaphore", "semaphore-resize");
    private static final byte[] UNKNOWN = {};

    private final Client client;

    SemaphoreScripts(Client client) {
        this.client = client;
    }

    private static Command<List<@Nullable Object>> script(String name, String file) {
        Script script = Script.load(SemaphoreScripts.class, "semaphore-common", file);
        return Command.of(name, script, RetryPolicy.IDEMPOTENT, Reply.LIST);
    }

    /**
     * Takes permits or waits for them.
     *
     * @param latestMicros the server's time after which the script is not to run any more
     */
    Call<List<@Nullable Object>, ?> acquire(
            SemaphoreKeys keys, PermitClaim claim, int size, Mode mode, OptionalLong latestMicros) {
        return call(
                ACQUIRE,
                keys,
                Utf8.ascii(claim.token()),
                Utf8.ascii(claim.leaseMillis()),
                Utf8.ascii(claim.permits()),
                Utf8.ascii(size),
                mode.word,
                latestMicros.isPresent() ? Utf8.ascii(latestMicros.getAsLong()) : UNKNOWN);
    }

    /** Gives back permits, and the fencing tokens of their block after the last one that was used. */
    Call<List<@Nullable Object>, ?> release(SemaphoreKeys keys, String token, long lastFence) {
        return call(RELEASE, keys, Utf8.ascii(token), Utf8.ascii(lastFence));
    }

    /** Gives back permits, or leaves the queue. */
    Call<List<@Nullable Object>, ?> abandon(SemaphoreKeys keys, String token) {
        return call(RELEASE, keys, Utf8.ascii(token), UNKNOWN);
    }

    Call<List<@Nullable Object>, ?> renew(SemaphoreKeys keys, String token, long leaseMillis, long lastFence) {
        return call(RENEW, keys, Utf8.ascii(token), Utf8.ascii(leaseMillis), Utf8.ascii(lastFence));
    }

    Call<List<@Nullable Object>, List<@Nullable Object>> resize(SemaphoreKeys keys, int size) {
        return call(RESIZE, keys, Utf8.ascii(size));
    }

    private Call<List<@Nullable Object>, List<@Nullable Object>> call(
            Command<List<@Nullable Object>> command, SemaphoreKeys keys, byte[]... args) {
        byte[][] all = new byte[SemaphoreKeys.COUNT + args.length][];
        all[0] = keys.main();
        all[1] = keys.deadlines();
        all[2] = keys.free();
        all[3] = keys.queue();
        all[4] = keys.waiting();
        System.arraycopy(args, 0, all, SemaphoreKeys.COUNT, args.length);
        return client.call(command, keys.name(), SemaphoreKeys.COUNT, all);
    }
}
