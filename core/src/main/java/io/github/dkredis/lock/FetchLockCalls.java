package io.github.dkredis.lock;

import io.github.dkredis.internal.ChangeWatchers;
import io.github.dkredis.internal.Durations;
import io.github.dkredis.internal.Lazy;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.Operations;
import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.command.Command;
import io.github.dkredis.internal.command.Reply;
import io.github.dkredis.internal.command.RetryPolicy;
import io.github.dkredis.internal.command.Script;
import io.github.dkredis.internal.connection.Client;
import io.github.dkredis.internal.connection.PushConnection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The steps of fetch locks, and the callers of this client that wait for a fetch. Asking needs the command connection
 * only; the first caller that waits opens the push connection.
 */
final class FetchLockCalls {

    private static final Command<Long> FETCH =
            Command.of("fetch lock", Script.load(FetchLockCalls.class, "fetch"), RetryPolicy.IDEMPOTENT, Reply.NUMBER);
    private static final Command<List<@Nullable Object>> POLL = Command.of(
            "await fetch", Script.load(FetchLockCalls.class, "fetch-poll"), RetryPolicy.IDEMPOTENT, Reply.LIST);
    private static final Command<Long> RELEASE = Command.of(
            "fetch lock", Script.load(FetchLockCalls.class, "fetch-release"), RetryPolicy.IDEMPOTENT, Reply.NUMBER);

    /** The pause between two polls without a message to wait for: Python sends none, or the push connection is away. */
    private static final long UNNOTIFIED_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Client client;
    private final ChangeWatchers watchers = new ChangeWatchers();
    private final Lazy<PushConnection> push = new Lazy<>(this::listen);

    FetchLockCalls(Client client) {
        this.client = client;
    }

    private PushConnection listen() {
        PushConnection connection = client.push();
        connection.onMessage("fetched", key -> watchers.changed(client.keys().withoutPrefix(key)));
        connection.onReconnect(watchers::allChanged);
        return connection;
    }

    /** Asks to be the caller that fetches. */
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

    /**
     * What a poll has found.
     *
     * @param ended whether the fetch has ended
     * @param pauseNanos if it has not, how long to wait for a message before the next poll
     */
    private record Poll(boolean ended, long pauseNanos) {}

    /** Waits until the fetch has ended; false if it has not within the limit. */
    Operation<Boolean> awaitEnd(FetchLockKeys keys, long limitNanos) {
        return Operation.defer(() -> pollAndWait(keys, System.nanoTime() + limitNanos));
    }

    private Operation<Boolean> pollAndWait(FetchLockKeys keys, long deadline) {
        PushConnection connection = push.get();
        // Registered before the poll, so that no message falls between the poll and the wait.
        CompletableFuture<Boolean> watch = watchers.watch(keys.mainName());
        return poll(keys, connection)
                .then(poll -> poll.ended || deadline - System.nanoTime() <= 0
                        ? Operation.of(Optional.of(poll.ended))
                        : untilNextPoll(keys, watch, poll, deadline))
                .whenDone((ended, failure) -> watchers.unwatch(keys.mainName(), watch))
                .then(ended -> ended.isPresent() ? Operation.of(ended.get()) : pollAndWait(keys, deadline));
    }

    private Operation<Optional<Boolean>> untilNextPoll(
            FetchLockKeys keys, CompletableFuture<Boolean> watch, Poll poll, long deadline) {
        long now = System.nanoTime();
        long until = now + Math.min(poll.pauseNanos, deadline - now);
        String label = "fetch lock \"" + keys.name() + "\"";
        return Operations.ofFuture(label, watch, client, until, () -> false).map(notified -> Optional.empty());
    }

    private Operation<Poll> poll(FetchLockKeys keys, PushConnection connection) {
        return client.call(POLL, keys.name(), 2, keys.main(), keys.waiters(), Utf8.ascii(client.id()))
                .map(reply -> {
                    if (number(reply, 0) == 1) {
                        return new Poll(true, 0);
                    }
                    long left = TimeUnit.MILLISECONDS.toNanos(Math.max(0, number(reply, 1)));
                    boolean willBeNotified = number(reply, 2) == 1 && connection.isOpen();
                    return new Poll(
                            false,
                            Math.min(
                                    left + LockTiming.EXPIRY_MARGIN_NANOS,
                                    willBeNotified ? LockTiming.MAX_POLL_NANOS : UNNOTIFIED_POLL_NANOS));
                });
    }

    private static long number(List<@Nullable Object> reply, int index) {
        return (Long) Objects.requireNonNull(reply.get(index));
    }

    /** {@return the number of names that callers of this client wait for} For tests. */
    int watchedNames() {
        return watchers.size();
    }
}
