package io.github.dkredis.lock;

import io.github.dkredis.internal.ChangeWatchers;
import io.github.dkredis.internal.ClientClosedException;
import io.github.dkredis.internal.Durations;
import io.github.dkredis.internal.Lazy;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationJoins;
import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.command.Call;
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
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The steps of fetch locks, and the callers of this client that wait for a fetch. Asking needs the command connection
 * only; the first caller that waits opens the push connection.
 */
final class FetchLockCalls {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis.lock");
    private static final Command<List<@Nullable Object>> FETCH =
            Command.of("fetch lock", Script.load(FetchLockCalls.class, "fetch"), RetryPolicy.IDEMPOTENT, Reply.LIST);
    private static final Command<List<@Nullable Object>> POLL = Command.of(
            "await fetch", Script.load(FetchLockCalls.class, "fetch-poll"), RetryPolicy.IDEMPOTENT, Reply.LIST);
    private static final Command<Long> RELEASE = Command.of(
            "fetch lock", Script.load(FetchLockCalls.class, "fetch-release"), RetryPolicy.IDEMPOTENT, Reply.NUMBER);

    /** The pause between two polls without a message to wait for: Python sends none, or the push connection is away. */
    private static final long UNNOTIFIED_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** How many taken locks are remembered before those are looked for whose lease has ended. */
    private static final int MANY_TAKEN = 1_000;

    private static final long MAX_REMEMBERED_MILLIS = TimeUnit.DAYS.toMillis(36_500);

    /**
     * A lock that this client has, or that a request under way may take.
     *
     * @param endsNanos when its lease has ended at the latest
     */
    private record Taken(FetchLockKeys keys, long endsNanos) {}

    private final Client client;
    private final ChangeWatchers watchers = new ChangeWatchers();
    private final Lazy<PushConnection> push = new Lazy<>(this::listen);

    /** The tokens that have a lock, or that a request under way may give one. */
    private final ConcurrentMap<String, Taken> taken = new ConcurrentHashMap<>();

    private final ServerClock clock;
    private final GiveBack giveBack;
    private volatile boolean closed;

    FetchLockCalls(Client client) {
        this.client = client;
        this.clock = new ServerClock(client);
        this.giveBack = new GiveBack(client);
        client.onReconnect(clock::distrust); // the server may be another one, with another clock
        client.onClosing(this::giveBackAll);
    }

    private PushConnection listen() {
        PushConnection connection = client.push();
        connection.onMessage("fetched", key -> watchers.changed(client.keys().withoutPrefix(key)));
        connection.onReconnect(watchers::allChanged);
        return connection;
    }

    /** Prepares a request to be the caller that fetches. */
    FetchRequest request(String name, Duration lease) {
        return new FetchRequest(
                this,
                FetchLockKeys.of(client.keys(), name),
                Durations.millis("the lease", lease),
                client.tokens().next());
    }

    Operation<List<@Nullable Object>> fetch(FetchLockKeys keys, byte[] token, byte[] leaseMillis, byte[] latest) {
        return client.call(FETCH, keys.name(), keys.main(), token, leaseMillis, latest);
    }

    ServerClock clock() {
        return clock;
    }

    /** {@return the latest time that the server's clock can show at a moment, if it is known} */
    OptionalLong latestServerMicros(FetchLockKeys keys, long localNanos) {
        return clock.latestServerMicrosOrGreeting(keys.main(), localNanos);
    }

    long timeoutNanos() {
        return client.timeoutNanos();
    }

    // ---- giving back

    /** Remembers a token that may have a lock from now on, for a lease at most. */
    void register(String token, FetchLockKeys keys, long leaseMillis) {
        long now = System.nanoTime();
        if (taken.size() >= MANY_TAKEN) { // callers may leave their locks to the end of the lease
            taken.values().removeIf(lock -> lock.endsNanos - now <= 0);
        }
        long atMost = Math.min(leaseMillis, MAX_REMEMBERED_MILLIS);
        taken.put(token, new Taken(keys, now + client.timeoutNanos() + TimeUnit.MILLISECONDS.toNanos(atMost)));
        checkOpen(); // afterwards, so that either this or the close sees the other
    }

    void forget(String token) {
        taken.remove(token);
    }

    // A closing client gives back all tokens itself. So each is forgotten after the message was sent, not before.

    void release(FetchLockKeys keys, String token) {
        if (!closed && taken.containsKey(token)) {
            giveBack.send(() -> releaseCall(keys, token));
            taken.remove(token);
        }
    }

    /** Gives back what a failed request may have taken; it refuses to run after the given moment. */
    void giveBackLater(FetchLockKeys keys, String token, long requestEndsNanos) {
        if (!closed && taken.containsKey(token)) {
            giveBack.sendForLostRequest(() -> releaseCall(keys, token), requestEndsNanos);
            taken.remove(token);
        }
    }

    private Call<Long, ?> releaseCall(FetchLockKeys keys, String token) {
        return client.call(RELEASE, keys.name(), 2, keys.main(), keys.waiters(), Utf8.ascii(token));
    }

    void checkOpen() {
        if (closed) {
            throw new ClientClosedException();
        }
    }

    /** Ends the waits of all callers. What is taken is given back a little later, when no request is under way. */
    void close() {
        closed = true;
        watchers.allChanged();
    }

    private void giveBackAll() {
        giveBack.close();
        taken.forEach((token, lock) ->
                client.sendInBackground(releaseCall(lock.keys, token), (reply, failure, repeated) -> {
                    if (failure != null) {
                        LOG.log(
                                System.Logger.Level.WARNING,
                                "fetch lock \"" + lock.keys.name() + "\": could not be released when the client was"
                                        + " closed; it ends with its lease",
                                failure);
                    }
                }));
        taken.clear();
    }

    // ---- waiting for the fetcher

    /**
     * What a poll has found.
     *
     * @param ended whether the fetch has ended
     * @param pauseNanos if it has not, how long to wait for a message before the next poll
     */
    private record Poll(boolean ended, long pauseNanos) {}

    /**
     * Waits until a fetch has ended; false if it has not within the limit.
     *
     * @param fetcher the value of the lock while that fetch is under way
     */
    Operation<Boolean> awaitEnd(FetchLockKeys keys, byte[] fetcher, long limitNanos) {
        return Operation.defer(() -> pollAndWait(keys, fetcher, System.nanoTime() + limitNanos));
    }

    private Operation<Boolean> pollAndWait(FetchLockKeys keys, byte[] fetcher, long deadline) {
        checkOpen();
        PushConnection connection = push.get();
        // Registered before the poll, so that no message falls between the poll and the wait.
        CompletableFuture<Boolean> watch = watchers.watch(keys.mainName());
        if (closed) { // the close may have missed this watch
            watch.complete(true);
        }
        return poll(keys, fetcher, connection)
                .then(poll -> poll.ended || deadline - System.nanoTime() <= 0
                        ? Operation.of(Optional.of(poll.ended))
                        : untilNextPoll(keys, watch, poll, deadline))
                .whenDone((ended, failure) -> watchers.unwatch(keys.mainName(), watch))
                .then(ended -> ended.isPresent() ? Operation.of(ended.get()) : pollAndWait(keys, fetcher, deadline));
    }

    private Operation<Optional<Boolean>> untilNextPoll(
            FetchLockKeys keys, CompletableFuture<Boolean> watch, Poll poll, long deadline) {
        long now = System.nanoTime();
        long until = now + Math.min(poll.pauseNanos, deadline - now);
        String label = "fetch lock \"" + keys.name() + "\"";
        return OperationJoins.ofFuture(label, watch, client, until, () -> false).map(notified -> Optional.empty());
    }

    private Operation<Poll> poll(FetchLockKeys keys, byte[] fetcher, PushConnection connection) {
        return client.call(POLL, keys.name(), 2, keys.main(), keys.waiters(), Utf8.ascii(client.id()), fetcher)
                .map(reply -> {
                    if (number(reply, 0) == 1) {
                        return new Poll(true, 0);
                    }
                    long left = number(reply, 1);
                    boolean willBeNotified = number(reply, 2) == 1 && connection.isOpen();
                    long pause = willBeNotified ? LockTiming.MAX_POLL_NANOS : UNNOTIFIED_POLL_NANOS;
                    return new Poll(
                            false,
                            left < 0 // a key without a TTL has no end to wait for
                                    ? pause
                                    : Math.min(
                                            pause,
                                            TimeUnit.MILLISECONDS.toNanos(left) + LockTiming.EXPIRY_MARGIN_NANOS));
                });
    }

    private static long number(List<@Nullable Object> reply, int index) {
        return (Long) Objects.requireNonNull(reply.get(index));
    }

    /** {@return the number of names that callers of this client wait for} For tests. */
    int watchedNames() {
        return watchers.size();
    }

    /** {@return the number of tokens that have a lock or may get one} For tests. */
    int takenTokens() {
        return taken.size();
    }
}
