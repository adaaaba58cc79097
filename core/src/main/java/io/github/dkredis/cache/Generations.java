package io.github.dkredis.cache;

import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.internal.Client;
import io.github.dkredis.internal.Composite;
import io.github.dkredis.internal.Names;
import io.github.dkredis.internal.Pending;
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
final class Generations implements Spaces {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Client client;
    private final Fleet fleet;
    private final String name;
    private final String keyName;
    private final byte[] key;
    private final Runnable onChange;
    private final AtomicLong changes = new AtomicLong();
    private final AtomicReference<@Nullable CompletableFuture<Space>> reading = new AtomicReference<>();
    private volatile @Nullable Generation known;

    /**
     * @param onChange what is to be forgotten when a generation ends; on the event loop too, so it must not block
     */
    Generations(Client client, Fleet fleet, String name, Runnable onChange) {
        this.client = client;
        this.fleet = fleet;
        this.name = name;
        this.keyName = "dkredis:cache-generation:" + name;
        this.key = Names.key(keyName);
        this.onChange = onChange;
        fleet.tracking().onInvalidate(changed -> {
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
                && generation.session() == fleet.tracking().session();
    }

    @Override
    public void check(Object key) {
        String text = (String) key;
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a cache key must not be empty");
        }
        Names.text("a cache key", text);
    }

    @Override
    public Pending<Space> current() {
        Generation current = known;
        if (current != null && isWatched(current)) {
            return Pending.of(current);
        }
        return Pending.of(true).then(begun -> readShared());
    }

    private Pending<Space> readShared() {
        CompletableFuture<Space> mine = new CompletableFuture<>();
        CompletableFuture<Space> under = reading.compareAndExchange(null, mine);
        if (under != null) {
            return Awaited.ending("cache " + name, under, client.executor()).orElse(this::readAgain);
        }
        return read().atEnd((space, failure) -> {
            reading.compareAndSet(mine, null);
            if (failure == null) {
                mine.complete(space);
            } else {
                mine.completeExceptionally(failure);
            }
        });
    }

    /** Whoever reads for all was interrupted, and we were not. */
    private Pending<Space> readAgain(Throwable failure) {
        if (failure instanceof OperationInterruptedException
                && !Thread.currentThread().isInterrupted()) {
            return current();
        }
        throw Composite.<RuntimeException>asItIs(failure);
    }

    private Pending<Space> read() {
        long session = fleet.tracking().session();
        if (session == 0) {
            return readOrBegin();
        }
        long before = changes.get();
        CompletableFuture<@Nullable Space> tracked = new CompletableFuture<>();
        fleet.push().fire(CacheScripts.get(client, keyName, key), (bytes, failure) -> {
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
        return Awaited.ending("cache " + name, tracked, client.executor())
                .then(found -> found == null ? readOrBegin() : Pending.of(found));
    }

    private Pending<Space> readOrBegin() {
        return CacheScripts.generation(client, name, key, digits()).then(text -> Pending.of(generation(text, 0)));
    }

    private Generation generation(String text, long session) {
        return new Generation(this, text, "dkredis:cache:" + name + ":" + text + ":", session);
    }

    /** Names for what is loaded in this client while Redis is away; never sent. */
    Space away() {
        return generation("", 0);
    }

    @Override
    public void outdated(Space seen) {
        forget();
    }

    private void forget() {
        changes.incrementAndGet();
        known = null;
        reading.set(null); // who comes from now on must not share a read that began before
        onChange.run();
    }

    @Override
    public Pending<Void> clear() {
        forget();
        return CacheScripts.clear(client, name, key, digits())
                .atEnd((done, failure) -> forget())
                .then(done -> Pending.ofNullable(null));
    }

    private static byte[] digits() {
        return String.format("%09d", RANDOM.nextInt(1_000_000_000)).getBytes(StandardCharsets.US_ASCII);
    }
}
