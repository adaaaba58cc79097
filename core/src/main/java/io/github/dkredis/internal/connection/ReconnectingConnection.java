package io.github.dkredis.internal.connection;

import io.github.dkredis.DkRedisEvent;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.internal.command.CommandTransport;
import io.github.dkredis.internal.command.DeferredException;
import io.github.dkredis.internal.command.PendingCommand;
import io.github.dkredis.internal.command.Request;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import io.netty.util.Timer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server, which reconnects by itself. States: {@code CONNECTING} (commands wait, each until its own
 * deadline), {@code CONNECTED} (commands are sent at once) and {@code CLOSED}. After a loss it reconnects at once, then
 * with growing pauses; when the connection has been away for longer than an operation's time limit, commands fail
 * without waiting.
 *
 * <p>The lock guards every field except {@code connection}, which is written under it and read without.
 */
final class ReconnectingConnection implements CommandTransport {

    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;
    private static final long PROBE_MILLIS = 1_000;

    private enum State {
        CONNECTING,
        CONNECTED,
        CLOSED
    }

    private final Supplier<CompletableFuture<Connector.Connected>> connecting;
    private final OutageLog outages;
    private final String address;
    private final Timer timer;
    private final long timeoutNanos;
    private final Consumer<DkRedisEvent> events;

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<PendingCommand<?>> waiting = new LinkedHashSet<>();
    private final AtomicReference<@Nullable Object> probing = new AtomicReference<>();
    private State state = State.CONNECTING;
    private int attempts;
    private int shortLives;
    private long connectedAtNanos;
    private long lostAtNanos = System.nanoTime();
    private @Nullable RedisUnavailableException lastFailure;

    private volatile @Nullable StatefulRedisConnection<byte[], byte[]> connection;

    /** Done when no attempt to connect is under way, and what it brought after the end is closed again. */
    private volatile CompletableFuture<?> attempt = CompletableFuture.completedFuture(null);

    ReconnectingConnection(
            Supplier<CompletableFuture<Connector.Connected>> connecting,
            String name,
            String address,
            Timer timer,
            long timeoutNanos,
            Consumer<DkRedisEvent> events) {
        this.connecting = connecting;
        this.outages = new OutageLog(name);
        this.address = address;
        this.timer = timer;
        this.timeoutNanos = timeoutNanos;
        this.events = events;
    }

    /** Starts with a first connection. */
    void open(Connector.Connected first) {
        connected(first);
    }

    @Nullable
    StatefulRedisConnection<byte[], byte[]> connection() {
        return connection;
    }

    // ---- sending

    @Override
    public void send(PendingCommand<?> command) {
        StatefulRedisConnection<byte[], byte[]> current = connection;
        if (current != null) {
            command.sendOver(current);
        } else {
            sendWhenConnected(command);
        }
    }

    private void sendWhenConnected(PendingCommand<?> command) {
        StatefulRedisConnection<byte[], byte[]> current;
        DeferredException refusal = null;
        lock.lock();
        try {
            current = connection;
            if (state == State.CLOSED) {
                refusal = closed(command.request());
            } else if (current == null && hopeless()) {
                refusal = timedOut(command.request());
            } else if (current == null) {
                waiting.add(command);
            }
        } finally {
            lock.unlock();
        }
        if (refusal != null) {
            command.fail(refusal);
        } else if (current != null) {
            command.sendOver(current);
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

    /** Connects; called once to begin with, unless {@link #open} is given a first connection. */
    void connect() {
        lock.lock();
        try {
            if (state == State.CLOSED) {
                return; // during the pause before this attempt
            }
        } finally {
            lock.unlock();
        }
        CompletableFuture<?> ended = new CompletableFuture<>();
        attempt = ended;
        connecting.get().whenComplete((connected, failure) -> {
            if (failure != null) {
                notConnected(ConnectFailures.exception(address, failure));
                ended.complete(null);
            } else if (connected(connected)) {
                ended.complete(null);
            } else {
                connected.connection().closeAsync().whenComplete((closed, why) -> ended.complete(null));
            }
        });
    }

    /** Starts to use a connection; answers false if this is closed. */
    private boolean connected(Connector.Connected connected) {
        StatefulRedisConnection<byte[], byte[]> fresh = connected.connection();
        List<PendingCommand<?>> released;
        long awayNanos;
        lock.lock();
        try {
            if (state == State.CLOSED) {
                return false;
            }
            state = State.CONNECTED;
            connectedAtNanos = System.nanoTime();
            awayNanos = connectedAtNanos - lostAtNanos;
            lastFailure = null;
            released = new ArrayList<>(waiting);
            waiting.clear();
            connection = fresh;
        } finally {
            lock.unlock();
        }
        outages.connected(connected.address(), awayNanos);
        events.accept(new DkRedisEvent.Connected(connected.address(), connected.server()));
        released.forEach(this::send); // on the event loop, so that no later command of their threads overtakes them
        fresh.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisExceptionCaught(RedisChannelHandler<?, ?> connection, Throwable cause) {
                outages.caught(cause);
            }

            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> gone) {
                lost(fresh, null);
            }
        });
        if (!fresh.isOpen()) {
            lost(fresh, null); // it was lost before the listener was added
        }
        return true;
    }

    private void notConnected(RedisUnavailableException failure) {
        int attempt;
        int recentFailures;
        lock.lock();
        try {
            if (state == State.CLOSED) {
                return;
            }
            lastFailure = failure;
            attempt = ++attempts;
            recentFailures = attempt + shortLives;
        } finally {
            lock.unlock();
        }
        outages.notConnected(failure.getMessage());
        events.accept(new DkRedisEvent.ReconnectFailed(address, attempt, String.valueOf(failure.getMessage())));
        connectAfterPause(recentFailures);
    }

    private void connectAfterPause(int recentFailures) {
        long most = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(recentFailures, 10));
        // random, so that not all clients reconnect at the same moment
        long pause = most / 2 + ThreadLocalRandom.current().nextLong(most / 2);
        if (!schedule(this::connect, pause)) {
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

    /** Reconnects, if this connection is still the current one. */
    @Override
    public void lost(@Nullable StatefulRedisConnection<byte[], byte[]> gone, @Nullable Throwable cause) {
        int recentFailures;
        lock.lock();
        try {
            if (gone == null || connection != gone || state != State.CONNECTED) {
                return;
            }
            state = State.CONNECTING;
            connection = null;
            lostAtNanos = System.nanoTime();
            // after a connection that did not last, reconnect with a pause: do not storm a server in trouble
            boolean livedLong = lostAtNanos - connectedAtNanos >= TimeUnit.SECONDS.toNanos(1);
            recentFailures = livedLong ? 0 : shortLives;
            shortLives = livedLong ? 0 : shortLives + 1;
            attempts = 0;
        } finally {
            lock.unlock();
        }
        String why = cause instanceof TimeoutException ? "a PING was not answered" : "it was closed or cut";
        outages.lost(address, why, cause);
        gone.closeAsync();
        events.accept(new DkRedisEvent.ConnectionLost(address, why));
        if (recentFailures == 0) {
            connect();
        } else {
            connectAfterPause(recentFailures);
        }
    }

    // ---- a silent connection

    /** Checks with a PING whether the connection is half-open, one PING at a time; without an answer, reconnects. */
    @Override
    public void suspect(@Nullable StatefulRedisConnection<byte[], byte[]> suspect) {
        if (suspect == null || suspect != connection || !probing.compareAndSet(null, suspect)) {
            return;
        }
        var pong = suspect.async().ping();
        Runnable verdict = () -> {
            probing.set(null);
            if (!pong.toCompletableFuture().isDone()) {
                lost(suspect, new TimeoutException());
            }
        };
        if (!schedule(verdict, PROBE_MILLIS)) {
            probing.set(null);
        }
    }

    // ---- failures and events

    @Override
    public DeferredException timedOut(Request<?> request) {
        RedisUnavailableException why;
        boolean connected;
        lock.lock();
        try {
            why = lastFailure;
            connected = state == State.CONNECTED;
        } finally {
            lock.unlock();
        }
        String what = request.label();
        if (connected) {
            return new DeferredException(() -> new RedisUnavailableException(
                    Reason.TIMEOUT,
                    what + ": no answer from " + address + " within " + TimeUnit.NANOSECONDS.toMillis(timeoutNanos)
                            + " ms. Is the server or the network slow?",
                    null));
        }
        Reason reason = why == null ? Reason.UNREACHABLE : why.reason();
        String detail = why == null ? address + ": the connection was lost" : why.getMessage();
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
     * Closes the connection: waiting commands fail, and commands in flight end as those of a lost connection.
     *
     * @return completes when the connection is closed and an attempt to connect that was under way has ended too: a
     *     connection that is made while Lettuce shuts down would be left open
     */
    CompletableFuture<?> close() {
        List<PendingCommand<?>> left;
        StatefulRedisConnection<byte[], byte[]> current;
        lock.lock();
        try {
            state = State.CLOSED;
            current = connection;
            connection = null;
            left = new ArrayList<>(waiting);
            waiting.clear();
        } finally {
            lock.unlock();
        }
        left.forEach(command -> command.fail(closed(command.request())));
        return current == null ? attempt : CompletableFuture.allOf(current.closeAsync(), attempt);
    }
}
