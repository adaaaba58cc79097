package io.github.dkredis.cache;

import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.internal.Failures;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.Operations;
import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.connection.Client;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The generation of a named cache, as this client knows it. It is read over the push link, kept while the server watches it
 * for us, and dropped on any doubt: when it has changed, when the link is lost, when a script has met another. While the link
 * is not there it is read each time; callers of the same moment share one read.
 */
final class GenerationSource implements KeySpaceSource {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Client client;
    private final LoadNotifications notifications;
    private final String name;
    private final String keyName;
    private final byte[] key;
    private final Runnable onChange;
    private final AtomicLong changes = new AtomicLong();
    private final AtomicReference<@Nullable CompletableFuture<KeySpace>> reading = new AtomicReference<>();
    private volatile @Nullable Generation known;

    /**
     * @param onChange what is to be forgotten when a generation ends; on the event loop too, so it must not block
     */
    GenerationSource(Client client, LoadNotifications notifications, String name, Runnable onChange) {
        this.client = client;
        this.notifications = notifications;
        this.name = name;
        this.keyName = client.keys().cacheGeneration(name);
        this.key = client.keys().of(keyName);
        this.onChange = onChange;
        notifications.tracking().onInvalidate(changed -> {
            if (changed == null || changed.equals(keyName)) {
                forget();
            }
        });
    }

    byte[] key() {
        return key;
    }

    boolean isCurrent(Generation generation) {
        Generation current = known;
        return current != null && current.text().equals(generation.text()) && isWatched(current);
    }

    private boolean isWatched(Generation generation) {
        return generation.session() != 0
                && generation.session() == notifications.tracking().session();
    }

    @Override
    public void check(Object key) {
        String text = (String) key;
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a cache key must not be empty");
        }
        Utf8.encode("a cache key", text);
    }

    @Override
    public Operation<KeySpace> current() {
        Generation current = watched();
        return current != null ? Operation.of(current) : Operation.defer(this::readShared);
    }

    /** The current generation, if the server watches it for this client; else null. */
    @Nullable
    Generation watched() {
        Generation current = known;
        return current != null && isWatched(current) ? current : null;
    }

    private Operation<KeySpace> readShared() {
        CompletableFuture<KeySpace> mine = new CompletableFuture<>();
        CompletableFuture<KeySpace> under = reading.compareAndExchange(null, mine);
        if (under != null) {
            return Operations.ofFuture("cache " + name, under, client).recover(this::readAgain);
        }
        return read().whenDone((keySpace, failure) -> {
            reading.compareAndSet(mine, null);
            if (failure == null) {
                mine.complete(keySpace);
            } else {
                mine.completeExceptionally(failure);
            }
        });
    }

    /** Whoever reads for all was interrupted, and we were not. */
    private Operation<KeySpace> readAgain(Throwable failure) {
        if (failure instanceof OperationInterruptedException
                && !Thread.currentThread().isInterrupted()) {
            return current();
        }
        throw Failures.<RuntimeException>sneaky(failure);
    }

    private Operation<KeySpace> read() {
        long session = notifications.tracking().session();
        if (session == 0) {
            return readOrBegin();
        }
        long before = changes.get();
        CompletableFuture<@Nullable KeySpace> tracked = new CompletableFuture<>();
        notifications.push().send(CacheScripts.get(client, keyName, key), (bytes, failure, repeated) -> {
            if (failure != null) {
                tracked.completeExceptionally(failure);
            } else if (bytes == null) {
                tracked.complete(null);
            } else {
                Generation found = generation(new String(bytes, StandardCharsets.US_ASCII), session);
                known = found;
                if (changes.get() != before) {
                    known = null; // it has changed meanwhile
                }
                tracked.complete(found);
            }
        });
        return Operations.ofFuture("cache " + name, tracked, client)
                .then(found -> found == null ? readOrBegin() : Operation.of(found));
    }

    private Operation<KeySpace> readOrBegin() {
        return CacheScripts.generation(client, name, key, digits()).map(text -> generation(text, 0));
    }

    private Generation generation(String text, long session) {
        return new Generation(this, text, client.keys().cache(name, text), session);
    }

    /** Keys for what is loaded in this client while Redis is away; never sent. */
    KeySpace away() {
        return generation("", 0);
    }

    @Override
    public void outdated(KeySpace seen) {
        forget();
    }

    private void forget() {
        changes.incrementAndGet();
        known = null;
        reading.set(null); // who comes from now on must not share a read that began before
        onChange.run();
    }

    @Override
    public Operation<Void> clear() {
        forget();
        return CacheScripts.clear(client, name, key, digits())
                .whenDone((done, failure) -> forget())
                .then(done -> Operation.ofNullable(null));
    }

    private static byte[] digits() {
        return String.format("%09d", RANDOM.nextInt(1_000_000_000)).getBytes(StandardCharsets.US_ASCII);
    }
}
