package io.github.dkredis.internal.connection;

import io.github.dkredis.DkRedisEvent;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.internal.command.DeferredException;
import io.github.dkredis.internal.command.PendingCommand;
import io.github.dkredis.internal.command.Redirection;
import io.github.dkredis.internal.command.Request;
import io.github.dkredis.internal.command.ServerErrors;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import io.netty.util.Timer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server, which reconnects by itself. States: {@code CONNECTING} (commands wait, each until its own
 * deadline), {@code CONNECTED} (commands are sent at once), {@code RETIRED} (another connection takes its commands) and
 * {@code CLOSED}. After a loss it reconnects at once, then with growing pauses; when the connection has been away for
 * longer than an operation's time limit, commands fail without waiting.
 *
 * <p>Every {@value #HEARTBEAT_MILLIS} ms a PING checks the connection. A connection that turns out to be silent, or to
 * lead to a replica, is replaced: a second one is made beside it, and only then the first is given up.
 *
 * <p>The lock guards every field except {@code current}, which is written under it and read without.
 */
final class ReconnectingConnection implements Connections, Replacement.Owner {

    static final long HEARTBEAT_MILLIS = 1_000;

    private static final long DRAIN_SECONDS = 1;
    private static final String CUT = "it was closed or cut";

    private enum State {
        CONNECTING,
        CONNECTED,
        RETIRED,
        CLOSED
    }

    private final Supplier<CompletableFuture<ServerConnection>> connecting;
    private final ConnectionKind kind;
    private final OutageLog outages;
    private final String configuredAddress;
    private final Timer timer;
    private final long timeoutNanos;
    private final Consumer<DkRedisEvent> events;
    private final Replacement replacement;

    private final ReentrantLock lock = new ReentrantLock();
    private final WaitingCommands waiting = new WaitingCommands();
    private State state = State.CONNECTING;
    private int attempts;
    private int shortLives;
    private long connectedAtNanos;
    private long lostAtNanos = System.nanoTime();
    private @Nullable RedisUnavailableException lastFailure;

    /** The connection that was given up last. */
    private @Nullable ServerConnection previous;

    /** Takes the commands that still come after this was retired. */
    private Consumer<PendingCommand<?>> elsewhere = command -> {};

    /** The connection that was in use when this was retired. */
    private @Nullable ServerConnection retired;

    /** The attempt to reconnect, which a news of the primary's address cuts short. */
    private volatile CompletableFuture<?> reconnecting = CompletableFuture.completedFuture(null);

    private volatile @Nullable ServerConnection current;

    /** Attempts to connect that are under way; what one brings after the end is closed again. */
    private final Set<CompletableFuture<?>> underway = ConcurrentHashMap.newKeySet();

    ReconnectingConnection(
            Supplier<CompletableFuture<ServerConnection>> connecting,
            ConnectionKind kind,
            String configuredAddress,
            Timer timer,
            long timeoutNanos,
            Heartbeat.Kind heartbeat,
            Consumer<DkRedisEvent> events) {
        this.connecting = connecting;
        this.kind = kind;
        this.outages = new OutageLog(kind.label());
        this.configuredAddress = configuredAddress;
        this.timer = timer;
        this.timeoutNanos = timeoutNanos;
        this.events = events;
        this.replacement = new Replacement(this, kind, timer, heartbeat);
    }

    /** Starts with a first connection. */
    void open(ServerConnection first) {
        use(first);
        beat();
    }

    /** Starts without a connection. */
    @Override
    public void open() {
        connect();
        beat();
    }

    @Override
    public @Nullable ServerConnection current() {
        return current;
    }

    @Override
    public @Nullable ServerConnection current(int slot) {
        return current;
    }

    @Override
    public boolean isOpen() {
        return current != null;
    }

    // ---- sending

    @Override
    public void send(PendingCommand<?> command) {
        ServerConnection using = current;
        if (using != null) {
            command.sendOver(using.lettuce());
        } else {
            sendWhenConnected(command, waiting::add);
        }
    }

    @Override
    public void sendAgain(PendingCommand<?> command) {
        sendWhenConnected(command, waiting::addRepeated);
    }

    @Override
    public void sendLater(PendingCommand<?> command, long pauseMillis) {
        if (!schedule(() -> send(command), pauseMillis)) {
            command.fail(closed(command.request()));
        }
    }

    private void sendWhenConnected(PendingCommand<?> command, Consumer<PendingCommand<?>> queue) {
        ServerConnection using;
        DeferredException refusal = null;
        Consumer<PendingCommand<?>> taker = null;
        lock.lock();
        try {
            using = current;
            if (state == State.CLOSED) {
                refusal = closed(command.request());
            } else if (state == State.RETIRED) {
                taker = elsewhere;
            } else if (using == null && hopeless()) {
                refusal = timedOut(command.request());
            } else if (using == null) {
                queue.accept(command);
            }
        } finally {
            lock.unlock();
        }
        if (refusal != null) {
            command.fail(refusal);
        } else if (taker != null) {
            taker.accept(command);
        } else if (using != null) {
            command.sendOver(using.lettuce());
        }
    }

    /**
     * The server has been away for longer than an operation may take: callers fail at once instead of waiting in vain.
     */
    private boolean hopeless() {
        return lastFailure != null && System.nanoTime() - lostAtNanos > timeoutNanos;
    }

    @Override
    public void forget(PendingCommand<?> command) {
        lock.lock();
        try {
            waiting.remove(command);
        } finally {
            lock.unlock();
        }
    }

    // ---- connecting

    private void connect() {
        CompletableFuture<?> ended = attemptBegins();
        if (ended == null) {
            return; // closed during the pause before this attempt
        }
        CompletableFuture<ServerConnection> attempt = connecting.get();
        reconnecting = attempt;
        attempt.whenComplete((fresh, failure) -> {
            if (fresh != null) {
                useWhenDrained(fresh, ended);
                return;
            }
            ended.complete(null);
            if (failure instanceof CancellationException) {
                connect(); // the primary has another address now
            } else {
                notConnected(ConnectFailures.exception(configuredAddress, failure));
            }
        });
    }

    /** {@return what is to be completed when the attempt has ended; null if this is closed} */
    private @Nullable CompletableFuture<?> attemptBegins() {
        CompletableFuture<?> ended = new CompletableFuture<>();
        lock.lock();
        try {
            if (hasEnded()) {
                return null;
            }
            underway.add(ended);
        } finally {
            lock.unlock();
        }
        ended.whenComplete((done, failure) -> underway.removeIf(other -> other == ended));
        return ended;
    }

    /**
     * Waits until the commands of the connection before have all been passed on, so that they keep their place before
     * later ones, and then uses the new connection.
     */
    private void useWhenDrained(ServerConnection fresh, CompletableFuture<?> ended) {
        ServerConnection before;
        lock.lock();
        try {
            before = previous;
        } finally {
            lock.unlock();
        }
        if (before == null || before.drained().isDone()) {
            useOrClose(fresh, ended);
            return;
        }
        before.drained()
                .completeOnTimeout(null, DRAIN_SECONDS, TimeUnit.SECONDS)
                // A PING, so that the rest runs on the event loop of this connection.
                // It has a limit of its own, because no heartbeat checks this connection yet.
                .thenCompose(done -> fresh.ping().orTimeout(SilenceProbe.LIMIT_MILLIS, TimeUnit.MILLISECONDS))
                .whenComplete((pong, failure) -> {
                    if (failure == null) {
                        useOrClose(fresh, ended);
                    } else {
                        fresh.close().whenComplete((closed, why) -> ended.complete(null));
                        notConnected(ConnectFailures.exception(fresh.address(), failure));
                    }
                });
    }

    private void useOrClose(ServerConnection fresh, CompletableFuture<?> ended) {
        if (use(fresh)) {
            ended.complete(null);
        } else {
            fresh.close().whenComplete((closed, why) -> ended.complete(null));
        }
    }

    /** Starts to use a connection; answers false if this is closed. */
    private boolean use(ServerConnection fresh) {
        killPrevious(fresh);
        List<PendingCommand<?>> released;
        long awayNanos;
        lock.lock();
        try {
            if (hasEnded()) {
                return false;
            }
            state = State.CONNECTED;
            connectedAtNanos = System.nanoTime();
            awayNanos = connectedAtNanos - lostAtNanos;
            lastFailure = null;
            released = waiting.removeAll();
            current = fresh;
        } finally {
            lock.unlock();
        }
        boolean wasAway = outages.connected(fresh.address(), awayNanos);
        events.accept(new DkRedisEvent.Connected(fresh.address(), fresh.facts().server()));
        if (wasAway) {
            events.accept(new DkRedisEvent.OutageEnded(fresh.address(), Duration.ofNanos(awayNanos)));
        }
        released.forEach(this::send); // on the event loop, so that no later command of their threads overtakes them
        fresh.lettuce().addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisExceptionCaught(RedisChannelHandler<?, ?> connection, Throwable cause) {
                outages.caught(cause);
            }

            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> gone) {
                fresh.drained().complete(null);
                lost(fresh, CUT, null);
            }
        });
        if (!fresh.lettuce().isOpen()) { // it was lost before the listener was added
            fresh.drained().complete(null);
            lost(fresh, CUT, null);
        }
        return true;
    }

    private void killPrevious(ServerConnection fresh) {
        ServerConnection old;
        lock.lock();
        try {
            old = previous;
            previous = null;
        } finally {
            lock.unlock();
        }
        if (old != null) {
            fresh.killPredecessor(old);
        }
    }

    private void notConnected(RedisUnavailableException failure) {
        int attempt;
        int recentFailures;
        lock.lock();
        try {
            if (hasEnded()) {
                return;
            }
            lastFailure = failure;
            attempt = ++attempts;
            recentFailures = attempt + shortLives;
        } finally {
            lock.unlock();
        }
        outages.notConnected(failure.getMessage());
        events.accept(
                new DkRedisEvent.ReconnectFailed(configuredAddress, attempt, String.valueOf(failure.getMessage())));
        connectAfter(RetryPause.millis(kind, recentFailures, failure));
    }

    private void connectAfter(long pauseMillis) {
        if (!schedule(this::connect, pauseMillis)) {
            close(); // without a timer no connection can be made any more
        }
    }

    /** Answers false if the caller has stopped the resources that it handed in. */
    private boolean schedule(Runnable task, long millis) {
        try {
            timer.newTimeout(expired -> task.run(), millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    @Override
    public void lost(@Nullable StatefulRedisConnection<byte[], byte[]> gone, @Nullable Throwable cause) {
        ServerConnection using = current;
        if (using != null && using.lettuce() == gone) {
            lost(using, CUT, cause);
        }
    }

    @Override
    public void leave(ServerConnection from, String why) {
        lost(from, why, null);
    }

    private void lost(ServerConnection gone, String why, @Nullable Throwable cause) {
        OptionalInt recentFailures = giveUp(gone, why, cause);
        if (recentFailures.isPresent() && recentFailures.getAsInt() == 0) {
            connect();
        } else if (recentFailures.isPresent()) {
            connectAfter(RetryPause.millis(recentFailures.getAsInt()));
        }
    }

    /**
     * Ends the use of a connection.
     *
     * @return how many connections before this one did not last either; empty if it is not in use any more
     */
    private OptionalInt giveUp(ServerConnection gone, String why, @Nullable Throwable cause) {
        int recentFailures;
        lock.lock();
        try {
            if (current != gone || state != State.CONNECTED) {
                return OptionalInt.empty();
            }
            state = State.CONNECTING;
            current = null;
            previous = gone;
            lostAtNanos = System.nanoTime();
            // after a connection that did not last, reconnect with a pause: do not storm a server in trouble
            boolean livedLong = lostAtNanos - connectedAtNanos >= TimeUnit.SECONDS.toNanos(1);
            recentFailures = livedLong ? 0 : shortLives;
            shortLives = livedLong ? 0 : shortLives + 1;
            attempts = 0;
        } finally {
            lock.unlock();
        }
        outages.lost(gone.address(), why, cause);
        gone.close();
        events.accept(new DkRedisEvent.ConnectionLost(gone.address(), why));
        return OptionalInt.of(recentFailures);
    }

    // ---- replacing a connection that is still open

    private void beat() {
        ServerConnection using = current;
        if (using != null) {
            replacement.check(using);
        }
        boolean ended;
        lock.lock();
        try {
            ended = hasEnded();
        } finally {
            lock.unlock();
        }
        if (!ended) {
            schedule(this::beat, HEARTBEAT_MILLIS);
        }
    }

    /** Guarded by the lock. */
    private boolean hasEnded() {
        return state == State.CLOSED || state == State.RETIRED;
    }

    @Override
    public void suspect(@Nullable StatefulRedisConnection<byte[], byte[]> suspect) {
        ServerConnection using = current;
        if (using != null && using.lettuce() == suspect) {
            replacement.check(using);
        }
    }

    @Override
    public boolean awaitsPrimary(@Nullable StatefulRedisConnection<byte[], byte[]> replica) {
        ServerConnection using = current;
        if (using == null || using.lettuce() != replica) {
            return true; // it has been replaced
        }
        PrimarySearch search = replacement.searchPrimary(using, "it leads to a read-only replica now");
        return System.nanoTime() - search.sinceNanos() <= timeoutNanos;
    }

    /** Outside of a cluster this is an error as any other. */
    @Override
    public void redirect(
            PendingCommand<?> command,
            Redirection redirection,
            int times,
            @Nullable StatefulRedisConnection<byte[], byte[]> from) {
        command.fail(ServerErrors.redirected(command.request(), redirection));
    }

    /** The primary has another address: moves there, or looks there at once if there is no connection. */
    @Override
    public void primaryMoved(String address) {
        ServerConnection using = current;
        if (using == null) {
            reconnecting.cancel(false);
        } else if (!using.address().equals(address)) {
            replacement.searchPrimary(using, "the primary is at " + address + " now");
        }
    }

    /** Moves to the server to which another connection of this client leads. */
    @Override
    public void follow(ServerConnection other) {
        ServerConnection using = current;
        if (using != null && using.leadsElsewhereThan(other)) {
            replacement.searchPrimary(using, "the primary is at " + other.address() + " now");
        }
    }

    @Override
    public CompletableFuture<?> replace(ServerConnection from, String why, Consumer<Throwable> failed) {
        CompletableFuture<?> ended = attemptBegins();
        if (ended == null) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<ServerConnection> attempt = connecting.get();
        attempt.whenComplete((fresh, failure) -> {
            if (fresh == null) {
                ended.complete(null);
                failed.accept(failure);
            } else if (giveUp(from, why, null).isPresent()) {
                useWhenDrained(fresh, ended);
            } else {
                fresh.close().whenComplete((closed, ignored) -> ended.complete(null));
            }
        });
        return attempt;
    }

    @Override
    public void impaired(ServerConnection connection, String why) {
        outages.lost(connection.address(), why, null);
    }

    // ---- failures and events

    @Override
    public DeferredException timedOut(Request<?> request) {
        RedisUnavailableException why;
        ServerConnection using;
        lock.lock();
        try {
            why = lastFailure;
            using = current;
        } finally {
            lock.unlock();
        }
        String what = request.label();
        if (using != null) {
            return new DeferredException(() -> new RedisUnavailableException(
                    Reason.TIMEOUT,
                    what + ": no answer from " + using.address() + " within "
                            + TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + " ms. Is the server or the network slow?",
                    null));
        }
        Reason reason = why == null ? Reason.UNREACHABLE : why.reason();
        String detail = why == null ? configuredAddress + ": the connection was lost" : why.getMessage();
        return new DeferredException(() -> new RedisUnavailableException(
                reason, what + ": not sent; there is no connection, and the client is reconnecting. " + detail, why));
    }

    private static DeferredException closed(Request<?> request) {
        String what = request.label();
        return new DeferredException(() -> new RedisUnavailableException(
                Reason.CLOSED, what + ": this DkRedis was closed before it could be sent", null));
    }

    @Override
    public void repeated(Request<?> request) {
        events.accept(new DkRedisEvent.Repeated(request.label()));
    }

    @Override
    public void outcomeUnknown(Request<?> request) {
        events.accept(new DkRedisEvent.OutcomeUnknown(request.label()));
    }

    /**
     * Ends the use of this connection, since its server serves no keys any more. Commands that wait go elsewhere, and
     * so do those that are still given to this. What was sent is answered: the connection is closed only when no caller
     * can wait for a reply any more.
     *
     * @return completes when the connection is closed
     */
    CompletableFuture<?> retire(Consumer<PendingCommand<?>> taker) {
        List<PendingCommand<?>> left;
        ServerConnection using;
        lock.lock();
        try {
            if (hasEnded()) {
                return CompletableFuture.completedFuture(null);
            }
            state = State.RETIRED;
            elsewhere = taker;
            using = current;
            retired = using;
            current = null;
            left = waiting.removeAll();
        } finally {
            lock.unlock();
        }
        outages.retired(configuredAddress);
        left.forEach(taker);
        CompletableFuture<?> closed = new CompletableFuture<>();
        Runnable end = () -> {
            if (using != null) {
                using.close();
            }
            closed.complete(null);
        };
        if (using == null || !schedule(end, TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + HEARTBEAT_MILLIS)) {
            end.run();
        }
        return closed;
    }

    /**
     * Closes the connection: waiting commands fail, and commands in flight end as those of a lost connection.
     *
     * @return completes when the connection is closed and the attempts to connect that were under way have ended too: a
     *     connection that is made while Lettuce shuts down would be left open
     */
    @Override
    public CompletableFuture<?> close() {
        List<PendingCommand<?>> left;
        ServerConnection using;
        lock.lock();
        try {
            using = state == State.RETIRED ? retired : current;
            state = State.CLOSED;
            current = null;
            left = waiting.removeAll();
        } finally {
            lock.unlock();
        }
        left.forEach(command -> command.fail(closed(command.request())));
        CompletableFuture<?> attemptsEnded = CompletableFuture.allOf(underway.toArray(CompletableFuture<?>[]::new));
        return using == null ? attemptsEnded : CompletableFuture.allOf(using.close(), attemptsEnded);
    }
}
