package io.github.dkredis.internal.connection;

import io.github.dkredis.DkRedisEvent;
import io.github.dkredis.internal.command.Call;
import io.lettuce.core.api.push.PushListener;
import io.lettuce.core.api.push.PushMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection on which Redis pushes: the messages of the client's own channel (one connection and one channel for the
 * whole client, however many locks and cache entries are waited for), or the invalidations of tracked reads. A message
 * is a word, which says which feature it is for, and a rest.
 *
 * <p>It has a heartbeat, so that a half-open connection is noticed within two seconds. After a reconnect, features look
 * again at what they wait for, since messages may have been missed.
 */
public final class PushConnection {

    /** Makes the connections underneath. */
    @FunctionalInterface
    interface ConnectionFactory {

        /**
         * Makes the connections, which are not opened yet.
         *
         * @param listener is told what they push
         * @param onEvent is told what happens to each of them
         * @param onChange is called when the nodes of a cluster have come or gone
         */
        Connections connect(PushListener listener, Consumer<DkRedisEvent> onEvent, Runnable onChange);
    }

    private final ConnectionKind kind;
    private final BackgroundCommands background;
    private final Connections connection;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    /** Orders what the events of several nodes mean for all of them together. */
    private final ReentrantLock lock = new ReentrantLock();

    private boolean open; // guarded by the lock: all nodes can be reached, and the features know it
    private final ConcurrentMap<String, Consumer<String>> readers = new ConcurrentHashMap<>();
    private final List<Runnable> reconnectActions = new CopyOnWriteArrayList<>();
    private final List<Runnable> lossActions = new CopyOnWriteArrayList<>();
    private final List<Consumer<@Nullable List<byte[]>>> invalidationReaders = new CopyOnWriteArrayList<>();

    PushConnection(ConnectionKind kind, BackgroundCommands background, ConnectionFactory factory) {
        this.kind = kind;
        this.background = background;
        this.connection = factory.connect(
                this::pushed,
                event -> {
                    if (event instanceof DkRedisEvent.Connected) {
                        connected();
                    } else if (event instanceof DkRedisEvent.ConnectionLost) {
                        lost();
                    }
                },
                this::changed);
    }

    void open() {
        connection.open();
    }

    /**
     * Completes on the event loop when this is connected, and listens to its channel if it has one, for the first time.
     */
    public CompletableFuture<Void> ready() {
        return ready;
    }

    /** Whether this is connected now, as far as this client knows. */
    public boolean isOpen() {
        return connection.isOpen();
    }

    /**
     * Registers the reader of one kind of message.
     *
     * @param kind the first word of its messages
     * @param reader is given the rest of each on the event loop, in the order of arrival; it must be short and must not
     *     block
     */
    public void onMessage(String kind, Consumer<String> reader) {
        readers.put(kind, reader);
    }

    /** Registers an action that runs on the event loop after every reconnect: messages may have been missed. */
    public void onReconnect(Runnable action) {
        reconnectActions.add(action);
    }

    /**
     * Registers an action that runs on any thread when the connection is lost, before anything can be sent over the
     * next one. It must be short and must not block.
     */
    public void onLost(Runnable action) {
        lossActions.add(action);
    }

    /**
     * Registers a reader of invalidations.
     *
     * @param reader is given the changed keys on the event loop, or null when all may have changed
     */
    public void onInvalidate(Consumer<@Nullable List<byte[]>> reader) {
        invalidationReaders.add(reader);
    }

    /**
     * Sends a command over this connection, so that its reply comes in order with the pushes, and not at all if the
     * connection is dead.
     *
     * @param <R> the reply
     * @param handler is told of the reply on the event loop
     */
    public <R extends @Nullable Object> void send(Call<R, ?> call, ReplyHandler<? super R> handler) {
        background.send(connection, call.request(), handler);
    }

    /**
     * Sends a command as {@link #send(Call, ReplyHandler)} does.
     *
     * @param deadlineNanos the moment of {@link System#nanoTime} at which the handler is told at the latest
     */
    public <R extends @Nullable Object> void send(
            Call<R, ?> call, long deadlineNanos, ReplyHandler<? super R> handler) {
        background.send(connection, call.request(), deadlineNanos, handler);
    }

    /** A node is connected. Only when all are, no message can be missed any more. */
    private void connected() {
        lock.lock();
        try {
            if (open || !isOpen()) {
                return;
            }
            open = true;
        } finally {
            lock.unlock();
        }
        if (!ready.complete(null)) {
            reconnectActions.forEach(Runnable::run);
        }
    }

    private void lost() {
        lock.lock();
        try {
            open = false;
        } finally {
            lock.unlock();
        }
        lossActions.forEach(Runnable::run);
    }

    /**
     * Slots of a cluster have other primaries. Until a new one is connected, messages are missed. What was read before
     * is not tracked where its slot is now.
     */
    private void changed() {
        boolean misses;
        lock.lock();
        try {
            misses = open && (kind == ConnectionKind.TRACKED_READS || !isOpen());
        } finally {
            lock.unlock();
        }
        if (misses) {
            lost();
        }
        connected();
    }

    private void pushed(PushMessage push) {
        List<Object> content = push.getContent();
        if (push.getType().equals("message") && content.size() == 3 && content.get(2) instanceof ByteBuffer text) {
            String message = StandardCharsets.UTF_8.decode(text.duplicate()).toString();
            int space = message.indexOf(' ');
            Consumer<String> reader = readers.get(space < 0 ? message : message.substring(0, space));
            if (reader != null) { // else a message of a newer version
                reader.accept(message.substring(space + 1));
            }
        } else if (push.getType().equals("invalidate") && content.size() == 2) {
            List<byte[]> keys = content.get(1) instanceof List<?> some ? keys(some) : null;
            invalidationReaders.forEach(reader -> reader.accept(keys));
        }
    }

    private static List<byte[]> keys(List<?> pushed) {
        List<byte[]> keys = new ArrayList<>(pushed.size());
        for (Object key : pushed) {
            if (key instanceof ByteBuffer buffer) {
                byte[] bytes = new byte[buffer.remaining()];
                buffer.duplicate().get(bytes);
                keys.add(bytes);
            }
        }
        return keys;
    }

    /** Moves to the server to which the connection for commands leads. */
    void follow(ServerConnection commands) {
        connection.follow(commands);
    }

    /** Moves to another primary. */
    void primaryMoved(String address) {
        connection.primaryMoved(address);
    }

    CompletableFuture<?> close() {
        return connection.close();
    }

    @Override
    public String toString() {
        return "PushConnection[" + kind.label() + "]";
    }
}
