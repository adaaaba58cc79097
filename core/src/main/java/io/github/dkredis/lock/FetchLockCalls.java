package io.github.dkredis.lock;

import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.ChangeWatchers;
import io.github.dkredis.internal.Lazy;
import io.github.dkredis.internal.Operations;
import io.github.dkredis.internal.Durations;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.command.Reply;
import io.github.dkredis.internal.command.Command;
import io.github.dkredis.internal.command.Script;
import io.github.dkredis.internal.command.RetryPolicy;
import io.github.dkredis.internal.connection.PushConnection;
import io.github.dkredis.internal.connection.Client;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The steps of fetch locks, and the callers of this client that wait for a fetch. Asking needs the commands connection only;
 * the push connection is opened by the first caller who waits.
 */
final class FetchLockCalls {

    private static final Command<Long> FETCH =
            Command.of("fetch lock", Script.load(FetchLockCalls.class, "fetch"), RetryPolicy.IDEMPOTENT, Reply.NUMBER);
    private static final Command<List<@Nullable Object>> LOOK = Command.of(
            "await fetch", Script.load(FetchLockCalls.class, "fetch-wait"), RetryPolicy.IDEMPOTENT, Reply.LIST);
    private static final Command<Long> RELEASE = Command.of(
            "fetch lock", Script.load(FetchLockCalls.class, "fetch-release"), RetryPolicy.IDEMPOTENT, Reply.NUMBER);

    /** Between two looks if no message will come: the fetcher is a Python process, or the push connection is lost. */
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Between two looks if a message will come; a message can be lost with its connection. */
    private static final long MAX_POLL_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Client client;
    private final ChangeWatchers watchers = new ChangeWatchers();
    private final Lazy<PushConnection> push = new Lazy<>(this::listen);

    FetchLockCalls(Client client) {
        this.client = client;
    }

    private PushConnection listen() {
        PushConnection connection = client.push();
        connection.onMessage("fetched", watchers::changed);
        connection.onReconnect(watchers::allChanged);
        return connection;
    }

    /** Asks to be the one who fetches. */
    Operation<FetchLock> ask(String name, Duration lease) {
        FetchLockKeys keys = FetchLockKeys.of(client.keys(), name);
        byte[] millis = Utf8.ascii(Durations.millis("the lease", lease));
        String token = client.tokens().next();
        return client.call(FETCH, name, keys.main(), Utf8.ascii(token), millis)
                .map(taken -> new FetchLock(this, keys, token, taken == 1));
    }

    void release(FetchLockKeys keys, String token) {
        client.sendInBackground(client.call(RELEASE, keys.name(), 2, keys.main(), keys.waiters(), Utf8.ascii(token)));
    }

    // ---- waiting for the fetcher

    /** What a look at a fetch has found: it has ended, or when to look again at the latest. */
    private record Look(boolean ended, long pauseNanos) {}

    /** Waits until the fetch has ended; false if it has not within the limit. */
    Operation<Boolean> awaitEnd(FetchLockKeys keys, long limitNanos) {
        return Operation.defer(() -> lookAndWait(keys, System.nanoTime() + limitNanos));
    }

    private Operation<Boolean> lookAndWait(FetchLockKeys keys, long deadline) {
        PushConnection connection = push.get();
        CompletableFuture<Boolean> watch = watchers.watch(keys.mainName()); // before the look, so that no end is missed
        return look(keys, connection)
                .then(look -> look.ended || deadline - System.nanoTime() <= 0
                        ? Operation.of(Optional.of(look.ended))
                        : untilNextLook(keys, watch, look, deadline))
                .whenDone((ended, failure) -> watchers.unwatch(keys.mainName(), watch))
                .then(ended -> ended.isPresent() ? Operation.of(ended.get()) : lookAndWait(keys, deadline));
    }

    private Operation<Optional<Boolean>> untilNextLook(
            FetchLockKeys keys, CompletableFuture<Boolean> watch, Look look, long deadline) {
        long now = System.nanoTime();
        long until = now + Math.min(look.pauseNanos, deadline - now);
        String label = "fetch lock \"" + keys.name() + "\"";
        return Operations.ofFuture(label, watch, client, until, () -> false).map(told -> Optional.empty());
    }

    private Operation<Look> look(FetchLockKeys keys, PushConnection connection) {
        return client.call(LOOK, keys.name(), 2, keys.main(), keys.waiters(), Utf8.ascii(client.id()))
                .map(reply -> {
                    if (number(reply, 0) == 1) {
                        return new Look(true, 0);
                    }
                    long left = TimeUnit.MILLISECONDS.toNanos(Math.max(0, number(reply, 1)) + 5);
                    boolean willBeTold = number(reply, 2) == 1 && connection.isOpen();
                    return new Look(false, Math.min(left, willBeTold ? MAX_POLL_NANOS : POLL_NANOS));
                });
    }

    /** How many names callers wait for here. */
    int waitedFor() {
        return watchers.size();
    }

    private static long number(List<@Nullable Object> reply, int index) {
        return (Long) Objects.requireNonNull(reply.get(index));
    }
}
