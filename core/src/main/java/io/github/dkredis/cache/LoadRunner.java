package io.github.dkredis.cache;

import io.github.dkredis.LoadTimeoutException;
import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.internal.Failures;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.command.Call;
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

    private final CacheOperations operations;
    private final Semaphore loaderPermits;
    private final Set<String> refreshing = ConcurrentHashMap.newKeySet();

    LoadRunner(CacheOperations operations) {
        this.operations = operations;
        this.loaderPermits = new Semaphore(operations.options.loaderConcurrency());
    }

    /**
     * Loads for a flight.
     *
     * @param lease allows to store the value, or null if it must not be stored
     * @param seen what was there before: served if it is kept for that, and the loader fails
     */
    Operation<@Nullable Object> load(
            Flight flight,
            EntryAddress address,
            LeaseReply.@Nullable Granted lease,
            Operation<?> load,
            ReadResult result) {
        long nanos = TimeUnit.MILLISECONDS.toNanos(operations.options.fillLeaseMillis());
        flight.loads(System.nanoTime() + nanos);
        Operation<@Nullable Object> loading = run(address, lease, Load.marked(List.of(flight), load));
        if (result.kind() != ReadResult.Kind.KEPT) {
            return loading;
        }
        return loading.recover(failure -> {
            if (isInterrupt(failure) || failure instanceof Error) {
                throw Failures.<RuntimeException>sneaky(failure);
            }
            operations.stats.staleServed.increment();
            return Operation.ofNullable(result.value());
        });
    }

    private Operation<@Nullable Object> run(
            EntryAddress address, LeaseReply.@Nullable Granted lease, Operation<?> load) {
        long begin = System.nanoTime();
        return load.<@Nullable Object>map(value -> value).whenDone((value, failure) -> {
            long nanos = System.nanoTime() - begin;
            if (failure == null) {
                operations.stats.loaded(nanos);
                store(address, lease, value);
            } else {
                operations.stats.loadFailed(nanos);
                failed(address, lease, failure);
            }
        });
    }

    void store(EntryAddress address, LeaseReply.@Nullable Granted lease, @Nullable Object value) {
        if (lease == null) {
            return;
        }
        byte[] bytes;
        try {
            bytes = operations.format.encode(address, value);
        } catch (RuntimeException e) {
            send(CacheScripts.abandon(operations.client, address, lease.token()));
            throw e;
        }
        CacheOptions options = operations.options;
        fill(address, lease, bytes, ttl(value == null ? options.nullTtlMillis() : options.ttlMillis()));
    }

    /** A time to live with jitter, and the windows after it. */
    long ttl(long millis) {
        double cut = operations.options.jitter() * ThreadLocalRandom.current().nextDouble();
        return Math.max(1, millis - (long) (millis * cut)) + operations.options.keptMillis();
    }

    void failed(EntryAddress address, LeaseReply.@Nullable Granted lease, Throwable failure) {
        if (lease == null) {
            return;
        }
        long remembered = operations.options.errorTtlMillis();
        if (remembered > 0 && !isInterrupt(failure) && lease.fingerprint().length == 0) {
            fill(address, lease, EntryFormat.encodeFailure(failure), remembered + operations.options.keptMillis());
        } else {
            send(CacheScripts.abandon(operations.client, address, lease.token()));
        }
    }

    private static boolean isInterrupt(Throwable failure) {
        return failure instanceof InterruptedException || failure instanceof OperationInterruptedException;
    }

    private void fill(EntryAddress address, LeaseReply.Granted lease, byte[] bytes, long ttlMillis) {
        Runnable answered = operations.unconfirmedFills().begin(address.name());
        operations.client.sendInBackground(
                CacheScripts.fill(operations.client, address, lease.token(), lease.fingerprint(), bytes, ttlMillis),
                (stored, failure, repeated) -> {
                    answered.run();
                    if (stored != null && stored == 0 && !repeated) {
                        operations.stats.voidedFills.increment();
                    }
                });
    }

    private void send(Call<Long, Long> call) {
        operations.client.sendInBackground(call);
    }

    // ---- in the background

    /** Loads an entry anew while it is still served, unless somebody in the fleet does so already. */
    void refresh(EntryAddress address, Operation<?> load) {
        if (!refreshing.add(address.name())) {
            return;
        }
        if (!loaderPermits.tryAcquire()) {
            refreshing.remove(address.name());
            return;
        }
        try {
            operations.refreshes().execute(() -> {
                try {
                    refreshNow(address, load);
                } catch (Throwable e) { // there is nobody to tell, and the entry is still served
                    LOG.log(System.Logger.Level.DEBUG, "refreshing a cache entry failed", e);
                } finally {
                    refreshed(address);
                }
            });
        } catch (RejectedExecutionException e) {
            refreshed(address);
        }
    }

    private void refreshed(EntryAddress address) {
        loaderPermits.release();
        refreshing.remove(address.name());
    }

    private void refreshNow(EntryAddress address, Operation<?> load) {
        String token = operations.notifications().token();
        long lease = operations.options.fillLeaseMillis();
        LeaseReply found = CacheScripts.lookup(operations.client, address, token, lease, NOBODY, -1)
                .map(reply -> LeaseReply.of(token, reply))
                .await();
        // empty: it has gone, and whoever misses it loads it
        if (found instanceof LeaseReply.Granted yours) {
            if (yours.fingerprint().length == 0) {
                send(CacheScripts.abandon(operations.client, address, token));
            } else {
                run(address, yours, load).await();
            }
        }
    }

    // ---- without Redis

    /** Loads and stores nothing; as many at once as allowed. */
    Operation<@Nullable Object> loadWhileAway(Flight flight, EntryAddress address, Operation<?> load) {
        operations.stats.loadsWhileAway.increment();
        return place(address)
                .then(taken -> run(address, null, Load.marked(List.of(flight), load))
                        .whenDone((value, failure) -> loaderPermits.release()));
    }

    /** A blocking caller waits for its turn; an asynchronous one gets it at once or not at all. */
    private Operation<Boolean> place(EntryAddress address) {
        long limit = operations.options.loadTimeoutMillis();
        return Operation.<Boolean>from((execution, completion) -> {
                    boolean taken;
                    try {
                        taken = execution.mayBlock()
                                ? loaderPermits.tryAcquire(limit, TimeUnit.MILLISECONDS)
                                : loaderPermits.tryAcquire();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new OperationInterruptedException("cache entry \"" + address.label()
                                + "\": interrupted while waiting for its turn to load");
                    }
                    if (!taken) {
                        throw new LoadTimeoutException(address.label(), Duration.ofMillis(limit));
                    }
                    completion.complete(true, null);
                })
                .uncounted();
    }
}
