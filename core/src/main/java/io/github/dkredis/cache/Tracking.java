package io.github.dkredis.cache;

import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.internal.command.Call;
import io.github.dkredis.internal.command.Primary;
import io.github.dkredis.internal.connection.Client;
import io.github.dkredis.internal.connection.PushConnection;
import io.github.dkredis.internal.connection.ReplyHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes every server track what is read over a connection of its own ({@code CLIENT TRACKING}). While it does, there is
 * a session with its own number. What was read in one session must not be used in another, because changes in between
 * were not reported. There is no session while there is no connection, and until every server has agreed to track.
 */
final class Tracking {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis");

    private final Client client;
    private final PushConnection connection;
    private final List<Consumer<@Nullable String>> listeners = new CopyOnWriteArrayList<>();
    private final List<SessionListener> sessionListeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean warned = new AtomicBoolean();

    /** Guards changes of the session, so that a late agreement of a lost connection does not open one. */
    private final ReentrantLock lock = new ReentrantLock();

    private long losses;
    private boolean closed; // guarded by the lock
    private long sessions;
    private volatile long session;

    /** Is told of sessions, by the thread that notices; its methods must not block. */
    interface SessionListener {

        /** No changes are reported any more of what was read in a session. */
        void ended(long session);

        /** A session is about to begin. */
        void begins();
    }

    Tracking(Client client) {
        this.client = client;
        this.connection = client.trackedReads();
        connection.onLost(this::lost);
        connection.onInvalidate(this::invalidated);
        connection.onReconnect(this::begin);
        connection.ready().thenRun(this::begin);
    }

    /** The number of the session, or 0 while nothing is tracked. */
    long session() {
        return session;
    }

    /** Sends a read over the tracked connection. */
    <R extends @Nullable Object> void send(Call<R, ?> read, ReplyHandler<? super R> handler) {
        connection.send(read, handler);
    }

    /**
     * Registers a listener for changes of what was read.
     *
     * @param listener receives a key that has changed, or null if any key may have; called on the event loop, so it
     *     must not block
     */
    void onInvalidate(Consumer<@Nullable String> listener) {
        listeners.add(listener);
    }

    /** Registers a listener for the begin and the end of sessions. */
    void onSession(SessionListener listener) {
        sessionListeners.add(listener);
    }

    /** Asks every server to track. A server that joins a cluster meanwhile counts as a loss. */
    private void begin() {
        long lossesBefore = losses();
        List<Primary> primaries = client.primaries();
        AtomicInteger missing = new AtomicInteger(primaries.size());
        primaries.forEach(primary -> begin(primary, lossesBefore, missing));
    }

    private void begin(Primary primary, long lossesBefore, AtomicInteger missing) {
        connection.send(CacheScripts.tracking(client, primary), (ok, failure, repeated) -> {
            if (failure == null && missing.decrementAndGet() == 0) {
                allTrack(lossesBefore);
            }
            if (failure instanceof RedisUnavailableException unavailable
                    && unavailable.reason() == RedisUnavailableException.Reason.TIMEOUT
                    && losses() == lossesBefore) {
                begin(primary, lossesBefore, missing); // a slow server: nothing else would ask before a reconnect
            } else if (failure != null && warned.compareAndSet(false, true)) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "near caches are not used, because the server refuses CLIENT TRACKING: " + failure);
            }
        });
    }

    private void allTrack(long lossesBefore) {
        lock.lock();
        try {
            if (losses == lossesBefore && !closed) {
                sessionListeners.forEach(SessionListener::begins);
                session = ++sessions;
            }
        } finally {
            lock.unlock();
        }
    }

    private long losses() {
        lock.lock();
        try {
            return losses;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the session for good: what was read is not used any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        lost();
        sessionListeners.forEach(SessionListener::begins); // none will; what was kept for the time between goes
    }

    private void lost() {
        long ended;
        lock.lock();
        try {
            losses++;
            ended = session;
            session = 0;
        } finally {
            lock.unlock();
        }
        if (ended != 0) {
            sessionListeners.forEach(listener -> listener.ended(ended));
        }
    }

    private void invalidated(@Nullable List<byte[]> keys) {
        if (keys == null) {
            listeners.forEach(listener -> listener.accept(null));
            return;
        }
        for (byte[] bytes : keys) {
            String key = client.keys().withoutPrefix(new String(bytes, StandardCharsets.UTF_8));
            listeners.forEach(listener -> listener.accept(key));
        }
    }
}
