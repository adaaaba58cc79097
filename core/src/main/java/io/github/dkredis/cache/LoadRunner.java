package io.github.dkredis.cache;

import io.github.dkredis.internal.Failures;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.command.Call;
import io.github.dkredis.LoadTimeoutException;
import io.github.dkredis.OperationInterruptedException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs loaders, and stores what they give where their fill lease allows it. Nobody waits for the storing. */
final class LoadRunner {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis");
    private static final byte[] NOBODY = new byte[0];

    private final CacheOperations engine;
    private final Semaphore places;
    private final Set<String> refreshing = ConcurrentHashMap.newKeySet();

    LoadRunner(CacheOperations engine) {
        this.engine = engine;
        this.places = new Semaphore(engine.options.loaderConcurrency());
    }

    /**
     * Loads for a flight.
     *
     * @param lease allows to store the value, or null if it must not be stored
     * @param seen what was there before: served if it is kept for that, and the loader fails
     */
    Operation<@Nullable Object> load(
            Flight flight, EntryAddress slot, LeaseReply.@Nullable Granted lease, Operation<?> load, ReadResult seen) {
        long nanos = TimeUnit.MILLISECONDS.toNanos(engine.options.fillLeaseMillis());
        flight.loads(System.nanoTime() + nanos);
        Operation<@Nullable Object> loading = run(slot, lease, Load.marked(List.of(flight), load));
        if (seen.kind() != ReadResult.Kind.KEPT) {
            return loading;
        }
        return loading.recover(failure -> {
            if (isInterrupt(failure) || failure instanceof Error) {
                throw Failures.<RuntimeException>sneaky(failure);
            }
            engine.counters.staleServed.increment();
            return Operation.ofNullable(seen.value());
        });
    }

    private Operation<@Nullable Object> run(EntryAddress slot, LeaseReply.@Nullable Granted lease, Operation<?> load) {
        long begin = System.nanoTime();
        return load.<@Nullable Object>map(value -> value).whenDone((value, failure) -> {
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

    void store(EntryAddress slot, LeaseReply.@Nullable Granted lease, @Nullable Object value) {
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

    void failed(EntryAddress slot, LeaseReply.@Nullable Granted lease, Throwable failure) {
        if (lease == null) {
            return;
        }
        long remembered = engine.options.errorTtlMillis();
        if (remembered > 0 && !isInterrupt(failure) && lease.fingerprint().length == 0) {
            fill(slot, lease, EntryFormat.encodeFailure(failure), remembered + engine.options.keptMillis());
        } else {
            send(CacheScripts.giveUp(engine.client, slot, lease.token()));
        }
    }

    private static boolean isInterrupt(Throwable failure) {
        return failure instanceof InterruptedException || failure instanceof OperationInterruptedException;
    }

    private void fill(EntryAddress slot, LeaseReply.Granted lease, byte[] bytes, long ttlMillis) {
        Runnable answered = engine.settling().begin(slot.name());
        engine.client.sendInBackground(
                CacheScripts.fill(engine.client, slot, lease.token(), lease.fingerprint(), bytes, ttlMillis),
                (stored, failure, repeated) -> {
                    answered.run();
                    if (stored != null && stored == 0 && !repeated) {
                        engine.counters.voidedFills.increment();
                    }
                });
    }

    private void send(Call<Long, Long> call) {
        engine.client.sendInBackground(call);
    }

    // ---- in the background

    /** Loads an entry anew while it is still served, unless somebody in the fleet does so already. */
    void refresh(EntryAddress slot, Operation<?> load) {
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

    private void refreshed(EntryAddress slot) {
        places.release();
        refreshing.remove(slot.name());
    }

    private void refreshNow(EntryAddress slot, Operation<?> load) {
        String token = engine.fleet().token();
        long lease = engine.options.fillLeaseMillis();
        LeaseReply found = CacheScripts.lookup(engine.client, slot, token, lease, NOBODY, -1)
                .map(reply -> LeaseReply.of(token, reply))
                .await();
        // empty: it has gone, and whoever misses it loads it
        if (found instanceof LeaseReply.Granted yours) {
            if (yours.fingerprint().length == 0) {
                send(CacheScripts.giveUp(engine.client, slot, token));
            } else {
                run(slot, yours, load).await();
            }
        }
    }

    // ---- without Redis

    /** Loads and stores nothing; as many at once as allowed. */
    Operation<@Nullable Object> loadWhileAway(Flight flight, EntryAddress slot, Operation<?> load) {
        engine.counters.loadsWhileAway.increment();
        return place(slot)
                .then(taken -> run(slot, null, Load.marked(List.of(flight), load))
                        .whenDone((value, failure) -> places.release()));
    }

    /** A blocking caller waits for its turn; an asynchronous one gets it at once or not at all. */
    private Operation<Boolean> place(EntryAddress slot) {
        long limit = engine.options.loadTimeoutMillis();
        return Operation.<Boolean>from((execution, completion) -> {
                    boolean taken;
                    try {
                        taken = execution.mayBlock()
                                ? places.tryAcquire(limit, TimeUnit.MILLISECONDS)
                                : places.tryAcquire();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new OperationInterruptedException(
                                "cache entry \"" + slot.label() + "\": interrupted while waiting for its turn to load");
                    }
                    if (!taken) {
                        throw new LoadTimeoutException(slot.label(), Duration.ofMillis(limit));
                    }
                    completion.complete(true, null);
                })
                .uncounted();
    }
}
