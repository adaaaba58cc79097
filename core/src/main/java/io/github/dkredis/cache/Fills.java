package io.github.dkredis.cache;

import io.github.dkredis.LoadTimeoutException;
import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.internal.Call;
import io.github.dkredis.internal.Composite;
import io.github.dkredis.internal.Pending;
import io.github.dkredis.internal.Sent;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs loaders, and stores what they give where their fill lease allows it. Nobody waits for the storing. */
final class Fills {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis");
    private static final byte[] NOBODY = new byte[0];

    private final Engine engine;
    private final Semaphore places;
    private final Set<String> refreshing = ConcurrentHashMap.newKeySet();

    Fills(Engine engine) {
        this.engine = engine;
        this.places = new Semaphore(engine.options.loaderConcurrency());
    }

    /**
     * Loads for a flight.
     *
     * @param lease allows to store the value, or null if it must not be stored
     * @param seen what was there before: served if it is kept for that, and the loader fails
     */
    Pending<@Nullable Object> load(Flight flight, Slot slot, Lookup.@Nullable Yours lease, Pending<?> load, Seen seen) {
        long nanos = TimeUnit.MILLISECONDS.toNanos(engine.options.fillLeaseMillis());
        flight.loads(System.nanoTime() + nanos);
        Pending<@Nullable Object> loading = run(slot, lease, Load.marked(List.of(flight), load));
        if (seen.kind() != Seen.Kind.KEPT) {
            return loading;
        }
        return loading.orElse(failure -> {
            if (isInterrupt(failure) || failure instanceof Error) {
                throw Composite.<RuntimeException>asItIs(failure);
            }
            engine.counters.staleServed.increment();
            return Pending.ofNullable(seen.value());
        });
    }

    private Pending<@Nullable Object> run(Slot slot, Lookup.@Nullable Yours lease, Pending<?> load) {
        long begin = System.nanoTime();
        return load.<@Nullable Object>then(Pending::of).atEnd((value, failure) -> {
            long nanos = System.nanoTime() - begin;
            if (failure == null) {
                engine.counters.loaded(nanos);
                store(slot, lease, value);
            } else {
                engine.counters.loadFailed(nanos);
                failed(slot, lease, failure);
            }
        });
    }

    void store(Slot slot, Lookup.@Nullable Yours lease, @Nullable Object value) {
        if (lease == null) {
            return;
        }
        byte[] bytes;
        try {
            bytes = engine.form.encode(slot, value);
        } catch (RuntimeException e) {
            send(CacheScripts.giveUp(engine.client, slot, lease.token()));
            throw e;
        }
        CacheOptions options = engine.options;
        fill(slot, lease, bytes, ttl(value == null ? options.nullTtlMillis() : options.ttlMillis()));
    }

    /** A time to live with jitter, and the windows after it. */
    long ttl(long millis) {
        double cut = engine.options.jitter() * ThreadLocalRandom.current().nextDouble();
        return Math.max(1, millis - (long) (millis * cut)) + engine.options.keptMillis();
    }

    void failed(Slot slot, Lookup.@Nullable Yours lease, Throwable failure) {
        if (lease == null) {
            return;
        }
        long remembered = engine.options.errorTtlMillis();
        if (remembered > 0 && !isInterrupt(failure) && lease.fingerprint().length == 0) {
            fill(slot, lease, Form.encodeFailure(failure), remembered + engine.options.keptMillis());
        } else {
            send(CacheScripts.giveUp(engine.client, slot, lease.token()));
        }
    }

    private static boolean isInterrupt(Throwable failure) {
        return failure instanceof InterruptedException || failure instanceof OperationInterruptedException;
    }

    private void fill(Slot slot, Lookup.Yours lease, byte[] bytes, long ttlMillis) {
        Sent<Long> sent =
                send(CacheScripts.fill(engine.client, slot, lease.token(), lease.fingerprint(), bytes, ttlMillis));
        engine.settling().begun(slot.name(), sent);
        sent.whenDone((stored, failure) -> {
            if (stored != null && stored == 0 && !sent.wasRepeated()) {
                engine.counters.voidedFills.increment();
            }
        });
    }

    private Sent<Long> send(Call<Long, Long> call) {
        return engine.client.fire(call);
    }

    // ---- in the background

    /** Loads an entry anew while it is still served, unless somebody in the fleet does so already. */
    void refresh(Slot slot, Pending<?> load) {
        if (!refreshing.add(slot.name())) {
            return;
        }
        if (!places.tryAcquire()) {
            refreshing.remove(slot.name());
            return;
        }
        try {
            engine.refreshes().execute(() -> {
                try {
                    refreshNow(slot, load);
                } catch (Throwable e) { // there is nobody to tell, and the entry is still served
                    LOG.log(System.Logger.Level.DEBUG, "refreshing a cache entry failed", e);
                } finally {
                    refreshed(slot);
                }
            });
        } catch (RejectedExecutionException e) {
            refreshed(slot);
        }
    }

    private void refreshed(Slot slot) {
        places.release();
        refreshing.remove(slot.name());
    }

    private void refreshNow(Slot slot, Pending<?> load) {
        String token = engine.fleet().token();
        long lease = engine.options.fillLeaseMillis();
        Lookup found = CacheScripts.lookup(engine.client, slot, token, lease, NOBODY, -1)
                .map(reply -> Lookup.of(token, reply))
                .await();
        // empty: it has gone, and whoever misses it loads it
        if (found instanceof Lookup.Yours yours) {
            if (yours.fingerprint().length == 0) {
                send(CacheScripts.giveUp(engine.client, slot, token));
            } else {
                run(slot, yours, load).await();
            }
        }
    }

    // ---- without Redis

    /** Loads and stores nothing; as many at once as allowed. */
    Pending<@Nullable Object> loadWhileAway(Flight flight, Slot slot, Pending<?> load) {
        engine.counters.loadsWhileAway.increment();
        return place(slot)
                .then(taken -> run(slot, null, Load.marked(List.of(flight), load))
                        .atEnd((value, failure) -> places.release()));
    }

    /** A blocking caller waits for its turn; an asynchronous one gets it at once or not at all. */
    private Pending<Boolean> place(Slot slot) {
        long limit = engine.options.waitersDeadlineMillis();
        return new Pending<>() {
            @Override
            public Boolean await() {
                try {
                    return taken(places.tryAcquire(limit, TimeUnit.MILLISECONDS));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new OperationInterruptedException(
                            "cache entry \"" + slot.label() + "\": interrupted while waiting for its turn to load");
                }
            }

            @Override
            public CompletionStage<Boolean> stage() {
                return CompletableFuture.completedFuture(taken(places.tryAcquire()));
            }

            private Boolean taken(boolean taken) {
                if (!taken) {
                    throw new LoadTimeoutException(slot.label(), Duration.ofMillis(limit));
                }
                return true;
            }
        };
    }
}
