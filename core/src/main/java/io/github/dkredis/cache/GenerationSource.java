package io.github.dkredis.cache;

import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.internal.Failures;
import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationJoins;
import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.connection.Client;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The generation of a named cache, as this client knows it. It is a tracked read and kept while the server tracks it
 * for this client. It is forgotten on any doubt: when the server reports a change, when the connection is lost, and
 * when a script has met another generation. While nothing is tracked it is read for each operation; callers of the same
 * moment share one read.
 */
final class GenerationSource implements KeySpaceSource {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Client client;
    private final Tracking tracking;
    private final SingleFlight singleFlight;
    private final SingleFlight unavailableFlights;
    private final String name;
    private final String keyName;
    private final byte[] key;
    private final Runnable onChange;
    private final AtomicLong changes = new AtomicLong();
    private final AtomicReference<@Nullable CompletableFuture<KeySpace>> reading = new AtomicReference<>();
    private volatile @Nullable Generation known;

    /**
     * The generation of a cache.
     *
     * @param onChange runs whenever the generation has changed or may have, on the event loop too, so it must not block
     */
    GenerationSource(CacheResources resources, String name, Runnable onChange) {
        this.client = resources.client();
        this.tracking = resources.tracking();
        this.singleFlight = resources.singleFlight();
        this.unavailableFlights = resources.unavailableFlights();
        this.name = name;
        this.keyName = client.keys().cacheGeneration(name);
        this.key = client.keys().of(keyName);
        this.onChange = onChange;
        tracking.onInvalidate(changed -> {
            if (changed == null || changed.equals(keyName)) {
                forget();
            }
        });
        tracking.onSession(new Tracking.SessionListener() {
            @Override
            public void ended(long session) {
                forgetGeneration(); // the near cache decides by itself what it keeps
            }

            @Override
            public void begins() {
                // a generation that was read before is not of this session
            }
        });
    }

    Keys keys() {
        return client.keys();
    }

    byte[] key() {
        return key;
    }

    /**
     * Whether scripts that change entries cannot look at the generation: in a cluster its key is in a slot of its own.
     */
    boolean isInAnotherSlot() {
        return client.keyGroups().areSplit();
    }

    /** Asks Redis whether a generation still stands. */
    Operation<Boolean> confirm(Generation generation) {
        return readOrBegin().map(found -> found.text().equals(generation.text()));
    }

    boolean isCurrent(Generation generation) {
        Generation current = known;
        return current != null && current.text().equals(generation.text()) && isTracked(current);
    }

    private boolean isTracked(Generation generation) {
        return generation.session() != 0 && generation.session() == tracking.session();
    }

    @Override
    public void check(Object key) {
        if (key instanceof TypedKey) {
            return; // was checked when its text was made
        }
        String text = (String) key;
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a cache key must not be empty");
        }
        Utf8.encode("a cache key", text);
    }

    @Override
    public Operation<KeySpace> current() {
        Generation current = tracked();
        return current != null ? Operation.of(current) : Operation.defer(this::readShared);
    }

    @Override
    public Operation<KeySpace> currentForChanges() {
        return Operation.defer(this::beginIfMissing);
    }

    /** The current generation if the server tracks it for this client, or null. */
    @Nullable
    Generation tracked() {
        Generation current = known;
        return current != null && isTracked(current) ? current : null;
    }

    private Operation<KeySpace> readShared() {
        CompletableFuture<KeySpace> mine = new CompletableFuture<>();
        CompletableFuture<KeySpace> running = reading.compareAndExchange(null, mine);
        if (running != null) {
            return OperationJoins.ofFuture("cache " + name, running, client).recover(this::readAgain);
        }
        return Operation.defer(this::read).whenDone((generation, failure) -> {
            reading.compareAndSet(mine, null);
            if (failure == null) {
                mine.complete(generation);
            } else {
                mine.completeExceptionally(failure);
            }
        });
    }

    /** The caller that read for all was interrupted; a caller that was not interrupted reads for itself. */
    private Operation<KeySpace> readAgain(Throwable failure) {
        if (failure instanceof OperationInterruptedException
                && !Thread.currentThread().isInterrupted()) {
            return current();
        }
        throw Failures.<RuntimeException>sneaky(failure);
    }

    private Operation<KeySpace> read() {
        long session = tracking.session();
        if (session == 0) {
            return beginIfMissing();
        }
        long changesBefore = changes.get();
        CompletableFuture<@Nullable KeySpace> tracked = new CompletableFuture<>();
        tracking.send(CacheScripts.get(client, keyName, key), (bytes, failure, repeated) -> {
            if (failure != null) {
                tracked.completeExceptionally(failure);
            } else if (bytes == null) {
                tracked.complete(null);
            } else {
                Generation found = generation(new String(bytes, StandardCharsets.US_ASCII), session);
                known = found;
                // Looked at after the assignment: a change in between was reported before or after it, and either way
                // one of the two sides sets the field back to null.
                if (changes.get() != changesBefore) {
                    known = null;
                }
                tracked.complete(found);
            }
        });
        return OperationJoins.ofFuture("cache " + name, tracked, client)
                .then(found -> found == null ? beginIfMissing() : Operation.of(found));
    }

    private Operation<KeySpace> beginIfMissing() {
        return readOrBegin().map(generation -> generation);
    }

    private Operation<Generation> readOrBegin() {
        return UnlimitedCalls.of(client, CacheScripts.generation(client, name, key, randomDigits()))
                .map(bytes -> generation(new String(bytes, StandardCharsets.US_ASCII), 0));
    }

    private Generation generation(String text, long session) {
        return new Generation(this, text, client.keys().cache(name, text), session);
    }

    @Override
    public KeySpace whileUnavailable() {
        return generation("", 0);
    }

    /** The next caller asks Redis again. */
    void forget() {
        forgetGeneration();
        onChange.run();
    }

    private void forgetGeneration() {
        changes.incrementAndGet();
        known = null;
        reading.set(null); // a caller that comes later must not share a read that was sent before
    }

    /** Begins a new generation and forgets what this client has read or is loading. */
    Operation<@Nullable Void> clear() {
        return Operation.defer(() -> {
                    forget();
                    return CacheScripts.clear(client, name, key, randomDigits());
                })
                .whenDone((generation, failure) -> {
                    forget();
                    singleFlight.detachAll();
                    unavailableFlights.detachAll();
                })
                .then(generation -> Operation.ofNullable(null));
    }

    private static byte[] randomDigits() {
        return String.format("%09d", RANDOM.nextInt(1_000_000_000)).getBytes(StandardCharsets.US_ASCII);
    }
}
