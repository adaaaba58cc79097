package io.github.dkredis.cache;

import io.github.dkredis.internal.connection.Client;
import io.github.dkredis.internal.connection.PushConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has the server watch what is read over the push link. While it does, there is a session, with a number of its own; what was
 * read in one is worth nothing in another. States: {@code OFF} (no connection, or the server has not agreed yet) and {@code ON}.
 */
final class Tracking {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis");

    private final Client client;
    private final PushConnection push;
    private final List<Consumer<@Nullable String>> readers = new CopyOnWriteArrayList<>();
    private final AtomicBoolean warned = new AtomicBoolean();

    /** Guards the changes of the session. */
    private final ReentrantLock lock = new ReentrantLock();

    private long losses;
    private long sessions;
    private volatile long session;

    Tracking(Client client, PushConnection push) {
        this.client = client;
        this.push = push;
        push.onLost(this::lost);
        push.onInvalidate(this::invalidated);
        push.onReconnect(this::begin);
        push.ready().thenRun(this::begin);
    }

    /** The number of the session, or 0 while there is none. */
    long session() {
        return session;
    }

    /**
     * Who keeps what was read.
     *
     * @param reader is given a key that has changed, or null when all may have; on the event loop, or where the loss of the
     *     connection was noticed; it must not block
     */
    void onInvalidate(Consumer<@Nullable String> reader) {
        readers.add(reader);
    }

    private void begin() {
        long before = losses();
        push.send(CacheScripts.tracking(client), (ok, failure, repeated) -> {
            lock.lock();
            try {
                if (failure == null && losses == before) {
                    session = ++sessions;
                }
            } finally {
                lock.unlock();
            }
            if (failure != null && warned.compareAndSet(false, true)) {
                LOG.log(System.Logger.Level.INFO, "the near cache is not used, tracking is refused: " + failure);
            }
        });
    }

    private long losses() {
        lock.lock();
        try {
            return losses;
        } finally {
            lock.unlock();
        }
    }

    private void lost() {
        lock.lock();
        try {
            losses++;
            session = 0;
        } finally {
            lock.unlock();
        }
        readers.forEach(reader -> reader.accept(null));
    }

    private void invalidated(@Nullable List<byte[]> keys) {
        if (keys == null) {
            readers.forEach(reader -> reader.accept(null));
            return;
        }
        for (byte[] bytes : keys) {
            String key = new String(bytes, StandardCharsets.UTF_8);
            readers.forEach(reader -> reader.accept(key));
        }
    }
}
