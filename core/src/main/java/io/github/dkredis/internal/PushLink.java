package io.github.dkredis.internal;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.push.PushMessage;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The link for what Redis pushes: one connection and one channel for the whole client, its inbox, however many locks are
 * waited for. It has a heartbeat, so that a half-open connection is noticed within {@value #HEARTBEAT_SECONDS} seconds and
 * one for the answer; when it is made again, features are told to look after what they wait for, since messages may have
 * been missed.
 */
public final class PushLink {

    /** How often the connection is tried. */
    static final long HEARTBEAT_SECONDS = 3;

    private static final String CHANNEL_PREFIX = "dkredis:inbox:";

    private final Client client;
    private final Timer timer;
    private final String id;
    private final Link link;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final List<Consumer<String>> readers = new CopyOnWriteArrayList<>();
    private final List<Runnable> reconnects = new CopyOnWriteArrayList<>();
    private final List<Runnable> losses = new CopyOnWriteArrayList<>();
    private final List<Consumer<@Nullable List<byte[]>>> invalidations = new CopyOnWriteArrayList<>();
    private volatile @Nullable Timeout heartbeat;
    private volatile boolean closed;

    PushLink(Client client, Timer timer) {
        this.client = client;
        this.timer = timer;
        this.id = newId();
        byte[] channel = (CHANNEL_PREFIX + id).getBytes(StandardCharsets.US_ASCII);
        this.link = client.newLink(
                new Connector.Inbox(id, channel, this::pushed), this::connected, () -> losses.forEach(Runnable::run));
    }

    /** Twenty digits that no other client has. */
    private static String newId() {
        return String.format("%020d", new java.math.BigInteger(64, new SecureRandom()));
    }

    void open() {
        link.connect();
        beat();
    }

    /**
     * This client's number: its inbox is the channel {@code dkredis:inbox:} and this.
     *
     * @return twenty digits
     */
    public String id() {
        return id;
    }

    /**
     * Complete when the inbox was open for the first time.
     *
     * @return completed on the event loop
     */
    public CompletableFuture<Void> ready() {
        return ready;
    }

    /**
     * Whether the inbox is open now, as far as this side knows.
     *
     * @return whether there is a connection
     */
    public boolean isOpen() {
        return link.connection() != null;
    }

    /**
     * Who reads the messages.
     *
     * @param reader is given each text on the event loop, in the order of arrival; must be short and must not block
     */
    public void onMessage(Consumer<String> reader) {
        readers.add(reader);
    }

    /**
     * Who looks after what it waits for when messages may have been missed.
     *
     * @param action called on the event loop after each reconnect
     */
    public void onReconnect(Runnable action) {
        reconnects.add(action);
    }

    /**
     * Sends a call over this link, so that its reply comes in order with the messages, and none if the link is dead.
     *
     * @param <R> the reply
     * @param call the call
     * @return the request
     */
    public <R extends @Nullable Object> Sent<R> fire(Call<R, ?> call) {
        return client.fire(call, link);
    }

    /**
     * Sends a call over this link, with what happens at the reply: on the event loop, in order with what is pushed.
     *
     * @param <R> the reply
     * @param call the call
     * @param action is given the reply and null, or null and the exception; must be short and must not block
     */
    public <R extends @Nullable Object> void fire(
            Call<R, ?> call, BiConsumer<? super @Nullable R, ? super @Nullable RuntimeException> action) {
        client.fire(call, link, action);
    }

    /**
     * Who must know at once that the connection is gone: before anything can be sent over the next one.
     *
     * @param action called on any thread; must be short and must not block
     */
    public void onLost(Runnable action) {
        losses.add(action);
    }

    /**
     * Who keeps what was read over this link: keys that have changed since.
     *
     * @param reader is given the keys on the event loop, or null when all have changed
     */
    public void onInvalidate(Consumer<@Nullable List<byte[]>> reader) {
        invalidations.add(reader);
    }

    private void connected() {
        if (!ready.complete(null)) {
            reconnects.forEach(Runnable::run);
        }
    }

    private void pushed(PushMessage push) {
        List<Object> content = push.getContent();
        if (push.getType().equals("message") && content.size() == 3 && content.get(2) instanceof ByteBuffer text) {
            String message = StandardCharsets.UTF_8.decode(text.duplicate()).toString();
            readers.forEach(reader -> reader.accept(message));
        } else if (push.getType().equals("invalidate") && content.size() == 2) {
            List<byte[]> keys = content.get(1) instanceof List<?> some ? keys(some) : null;
            invalidations.forEach(reader -> reader.accept(keys));
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

    private void beat() {
        if (!closed) {
            StatefulRedisConnection<byte[], byte[]> current = link.connection();
            if (current != null) {
                link.probe(current);
            }
            heartbeat = timer.newTimeout(expired -> beat(), HEARTBEAT_SECONDS, TimeUnit.SECONDS);
        }
    }

    CompletableFuture<?> close() {
        closed = true;
        Timeout next = heartbeat;
        if (next != null) {
            next.cancel();
        }
        return link.close();
    }
}
