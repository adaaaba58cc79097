package io.github.dkredis.internal;

import io.github.dkredis.DkRedisEvent;
import io.github.dkredis.OutcomeUnknownException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.internal.Connector.Connected;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import io.netty.util.Timer;
import java.io.IOException;
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
 * The one connection to a server, kept up. States: {@code CONNECTING} (requests wait, each until its own deadline),
 * {@code CONNECTED} (requests go straight out) and {@code CLOSED}. A lost connection is made again at once, then with a
 * growing pause; when it has been away for longer than an operation's time limit, requests fail without waiting.
 *
 * <p>The lock guards every field but {@code connection}, which is written under it and read without.
 */
final class Link {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis");

    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;
    private static final long PROBE_MILLIS = 1_000;

    private enum State {
        CONNECTING,
        CONNECTED,
        CLOSED
    }

    private final Supplier<CompletableFuture<Connected>> connecting;
    private final String name;
    private final String address;
    private final Timer timer;
    private final long patienceNanos;
    private final Consumer<DkRedisEvent> events;

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Request<?>> waiting = new LinkedHashSet<>();
    private final AtomicReference<@Nullable Object> probing = new AtomicReference<>();
    private State state = State.CONNECTING;
    private int attempts;
    private int shortLives;
    private long connectedAtNanos;
    private long lostAtNanos = System.nanoTime();
    /** Whether the log says that this connection is away, so that it also says when it is back. */
    private boolean outageLogged;

    /** What Netty reported last, which often comes just before it says that the connection is closed. */
    private volatile @Nullable IOException trouble;

    private @Nullable RedisUnavailableException lastFailure;

    private volatile @Nullable StatefulRedisConnection<byte[], byte[]> connection;

    /** Done when no attempt to connect is under way, and what it brought after the end is closed again. */
    private volatile CompletableFuture<?> attempt = CompletableFuture.completedFuture(null);

    Link(
            Supplier<CompletableFuture<Connected>> connecting,
            String name,
            String address,
            Timer timer,
            long patienceNanos,
            Consumer<DkRedisEvent> events) {
        this.connecting = connecting;
        this.name = name;
        this.address = address;
        this.timer = timer;
        this.patienceNanos = patienceNanos;
        this.events = events;
    }

    /** Takes a first connection into use. */
    void open(Connected first) {
        connected(first);
    }

    @Nullable
    StatefulRedisConnection<byte[], byte[]> connection() {
        return connection;
    }

    // ---- sending

    /** Sends a request now, or when there is a connection. */
    void send(Request<?> request) {
        StatefulRedisConnection<byte[], byte[]> current = connection;
        if (current != null) {
            dispatch(request, current);
        } else {
            sendWhenConnected(request);
        }
    }

    private static <T extends @Nullable Object> void dispatch(
            Request<T> request, StatefulRedisConnection<byte[], byte[]> current) {
        request.connection = current;
        current.dispatch(request);
    }

    private void sendWhenConnected(Request<?> request) {
        StatefulRedisConnection<byte[], byte[]> current;
        Failure refusal = null;
        lock.lock();
        try {
            current = connection;
            if (state == State.CLOSED) {
                refusal = closed(request.call);
            } else if (current == null && hopeless()) {
                refusal = timedOut(request.call);
            } else if (current == null) {
                waiting.add(request);
            }
        } finally {
            lock.unlock();
        }
        if (refusal != null) {
            request.fail(refusal);
        } else if (current != null) {
            dispatch(request, current);
        }
    }

    /** Away for longer than anybody would wait: fail at once instead of holding every caller for its whole time limit. */
    private boolean hopeless() {
        return lastFailure != null && System.nanoTime() - lostAtNanos > patienceNanos;
    }

    /** A request that is given up does not wait any more. */
    void forget(Request<?> request) {
        lock.lock();
        try {
            waiting.remove(request);
        } finally {
            lock.unlock();
        }
    }

    // ---- connecting

    /** Makes a connection; called once to begin, if there is no first one to {@link #open} with. */
    void connect() {
        lock.lock();
        try {
            if (state == State.CLOSED) {
                return; // while this waited for its turn
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

    /** Takes a connection into use; false if this is closed. */
    private boolean connected(Connected connected) {
        StatefulRedisConnection<byte[], byte[]> fresh = connected.connection();
        List<Request<?>> released;
        boolean isBack;
        long awayMillis;
        lock.lock();
        try {
            if (state == State.CLOSED) {
                return false;
            }
            state = State.CONNECTED;
            connectedAtNanos = System.nanoTime();
            isBack = outageLogged;
            outageLogged = false;
            awayMillis = TimeUnit.NANOSECONDS.toMillis(connectedAtNanos - lostAtNanos);
            lastFailure = null;
            released = new ArrayList<>(waiting);
            waiting.clear();
            connection = fresh;
        } finally {
            lock.unlock();
        }
        if (isBack) {
            LOG.log(
                    System.Logger.Level.INFO,
                    () -> "the connection '" + name + "' to " + connected.address() + " is back after " + awayMillis
                            + " ms");
        }
        events.accept(new DkRedisEvent.Connected(connected.address(), connected.server()));
        released.forEach(this::send); // on the event loop, so that no later request of their threads overtakes them
        trouble = null;
        fresh.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisExceptionCaught(RedisChannelHandler<?, ?> connection, Throwable cause) {
                if (cause instanceof IOException e) {
                    trouble = e;
                }
            }

            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> gone) {
                lost(fresh, null);
            }
        });
        if (!fresh.isOpen()) {
            lost(fresh, null); // it went before the listener was there
        }
        return true;
    }

    private void notConnected(RedisUnavailableException failure) {
        int attempt;
        int haste;
        boolean isNews;
        lock.lock();
        try {
            if (state == State.CLOSED) {
                return;
            }
            lastFailure = failure;
            attempt = ++attempts;
            haste = attempt + shortLives;
            isNews = !outageLogged; // a first connection, which was never there to be lost
            outageLogged = true;
        } finally {
            lock.unlock();
        }
        if (isNews) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    () -> "the connection '" + name + "' could not be made; this is tried until it succeeds. "
                            + failure.getMessage());
        }
        events.accept(new DkRedisEvent.ReconnectFailed(address, attempt, String.valueOf(failure.getMessage())));
        connectAfterPause(haste);
    }

    private void connectAfterPause(int haste) {
        long most = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(haste, 10));
        long pause = most / 2 + ThreadLocalRandom.current().nextLong(most / 2); // not all clients at one moment
        if (!schedule(this::connect, pause)) {
            close(); // nothing can be connected any more
        }
    }

    /** Says false if the caller stopped the resources it gave us. */
    private boolean schedule(Runnable task, long millis) {
        try {
            timer.newTimeout(expired -> task.run(), millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** The connection is gone: make it again. Harmless to say twice. */
    void lost(@Nullable StatefulRedisConnection<byte[], byte[]> gone, @Nullable Throwable cause) {
        int haste;
        lock.lock();
        try {
            if (gone == null || connection != gone || state != State.CONNECTED) {
                return;
            }
            state = State.CONNECTING;
            connection = null;
            lostAtNanos = System.nanoTime();
            // a second one that did not live long is made with a pause, so that a server in trouble is not stormed
            boolean livedLong = lostAtNanos - connectedAtNanos >= TimeUnit.SECONDS.toNanos(1);
            haste = livedLong ? 0 : shortLives;
            shortLives = livedLong ? 0 : shortLives + 1;
            attempts = 0;
            outageLogged = true;
        } finally {
            lock.unlock();
        }
        String why = cause instanceof TimeoutException ? "a PING was not answered" : "it was closed or cut";
        IOException reported = cause instanceof IOException e ? e : trouble;
        LOG.log(
                System.Logger.Level.WARNING,
                () -> "the connection '" + name + "' to " + address + " is lost: " + why
                        + (reported == null ? "" : " (" + reported.getMessage() + ")") + "; it is made again");
        gone.closeAsync();
        events.accept(new DkRedisEvent.ConnectionLost(address, why));
        if (haste == 0) {
            connect();
        } else {
            connectAfterPause(haste);
        }
    }

    // ---- a silent connection

    /** After a reply that did not come: is the connection half-open? One PING at a time; no answer, and it is made again. */
    void probe(@Nullable StatefulRedisConnection<byte[], byte[]> suspect) {
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

    Failure timedOut(Call<?, ?> call) {
        RedisUnavailableException why;
        boolean connected;
        lock.lock();
        try {
            why = lastFailure;
            connected = state == State.CONNECTED;
        } finally {
            lock.unlock();
        }
        String what = call.label();
        if (connected) {
            return new Failure(() -> new RedisUnavailableException(
                    Reason.TIMEOUT,
                    what + ": no answer from " + address + " within " + TimeUnit.NANOSECONDS.toMillis(patienceNanos)
                            + " ms. Is the server or the network slow?",
                    null));
        }
        Reason reason = why == null ? Reason.UNREACHABLE : why.reason();
        String detail = why == null ? address + ": the connection was lost" : why.getMessage();
        return new Failure(() -> new RedisUnavailableException(
                reason, what + ": not sent, there is no connection; it is being made again. " + detail, why));
    }

    private static Failure closed(Call<?, ?> call) {
        String what = call.label();
        return new Failure(() -> new RedisUnavailableException(
                Reason.CLOSED, what + ": this DkRedis was closed before it could be sent", null));
    }

    void repeated(Request<?> request) {
        events.accept(new DkRedisEvent.Repeated(request.call.label()));
    }

    Failure outcomeUnknown(Call<?, ?> call, String why, @Nullable Throwable cause) {
        String what = call.label();
        events.accept(new DkRedisEvent.OutcomeUnknown(what));
        return new Failure(() -> new OutcomeUnknownException(
                what + ": " + why + "; it may have run once, and was not sent again", cause));
    }

    /**
     * Ends it: what waits fails, what is in flight ends as lost.
     *
     * @return done when the connection is closed, and an attempt to connect that was under way has ended too: a connection
     *     that comes into being while Lettuce is shut down would be left open
     */
    CompletableFuture<?> close() {
        List<Request<?>> left;
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
        left.forEach(request -> request.fail(closed(request.call)));
        return current == null ? attempt : CompletableFuture.allOf(current.closeAsync(), attempt);
    }
}
