package io.github.dkredis.cache;

import io.github.dkredis.LoadTimeoutException;
import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.internal.Failures;
import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the loaders of one cache: for a caller with a fill lease, in the background, and while Redis cannot be reached.
 */
final class LoadRunner {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis");

    private final CacheContext context;
    private final CacheOptions options;
    private final StatsCounter stats;
    private final FillLeases leases;
    private final LoaderThreads loaderThreads;

    /** Bounds the loaders that no fill lease bounds: refreshes, and loads while Redis cannot be reached. */
    private final Semaphore permits;

    private final Set<String> refreshing = ConcurrentHashMap.newKeySet();

    LoadRunner(CacheContext context, FillLeases leases) {
        this.context = context;
        this.options = context.options();
        this.stats = context.stats();
        this.leases = leases;
        this.loaderThreads = context.resources().loaderThreads();
        this.permits = new Semaphore(options.loaderConcurrency());
    }

    /**
     * Loads an entry for the leader of a flight.
     *
     * @param lease null if the value must not be stored
     * @param before what was read before; a value that is kept for errors is the result if the loader fails
     */
    Operation<@Nullable Object> load(LoadRequest request, LeaseReply.@Nullable Granted lease, ReadResult before) {
        long leaseNanos = TimeUnit.MILLISECONDS.toNanos(options.fillLeaseMillis());
        request.flight().beginsLoad(System.nanoTime() + leaseNanos);
        Operation<@Nullable Object> load = run(request.address(), lease, marked(request));
        if (before.kind() != ReadResult.Kind.STALE_ON_ERROR) {
            return load;
        }
        return load.recover(failure -> {
            if (FillLeases.isInterrupt(failure) || failure instanceof Error) {
                throw Failures.<RuntimeException>sneaky(failure);
            }
            stats.staleServed.increment();
            return Operation.ofNullable(before.value());
        });
    }

    private Operation<?> marked(LoadRequest request) {
        return loaderThreads.marking(List.of(request.flight()), request.loader());
    }

    private Operation<@Nullable Object> run(
            EntryAddress address, LeaseReply.@Nullable Granted lease, Operation<?> loader) {
        long begin = System.nanoTime();
        return loader.<@Nullable Object>map(value -> value).whenDone((value, failure) -> {
            long nanos = System.nanoTime() - begin;
            if (failure == null) {
                stats.loaded(nanos);
                leases.store(address, lease, value);
            } else {
                stats.loadFailed(nanos);
                leases.storeFailure(address, lease, failure);
            }
        });
    }

    // ---- in the background

    /**
     * Refreshes an entry in the background while it is still served, unless a caller of any client is already loading
     * it, or too many loaders are running.
     */
    void refresh(EntryAddress address, Operation<?> loader) {
        if (!refreshing.add(address.redisKey())) {
            return;
        }
        if (!permits.tryAcquire()) {
            refreshing.remove(address.redisKey());
            return;
        }
        try {
            context.refreshExecutor().execute(() -> {
                try {
                    refreshNow(address, loader);
                } catch (Throwable e) { // no caller waits for it, and the entry is still served
                    LOG.log(System.Logger.Level.DEBUG, "refreshing a cache entry failed", e);
                } finally {
                    endRefresh(address);
                }
            });
        } catch (RejectedExecutionException e) {
            endRefresh(address);
        }
    }

    private void endRefresh(EntryAddress address) {
        permits.release();
        refreshing.remove(address.redisKey());
    }

    private void refreshNow(EntryAddress address, Operation<?> loader) {
        if (leases.requestToRefresh(address).await() instanceof LeaseReply.Granted lease) {
            if (lease.entryExisted()) {
                run(address, lease, loader).await();
            } else {
                leases.abandon(
                        address, lease); // it was removed or has expired: the next caller that misses it loads it
            }
        }
    }

    // ---- without Redis

    /** Loads an entry and does not store it; waits for a permit before it does. */
    Operation<@Nullable Object> loadWhileUnavailable(LoadRequest request) {
        stats.loadsWhileUnavailable.increment();
        return permit(request.address())
                .then(acquired ->
                        run(request.address(), null, marked(request)).whenDone((value, failure) -> permits.release()));
    }

    /** A blocking caller waits for its turn; an asynchronous caller gets a permit at once or fails. */
    private Operation<Boolean> permit(EntryAddress address) {
        long limitMillis = options.loadTimeoutMillis();
        return Operation.<Boolean>from((execution, completion) -> {
                    boolean acquired;
                    try {
                        acquired = execution.mayBlock()
                                ? permits.tryAcquire(limitMillis, TimeUnit.MILLISECONDS)
                                : permits.tryAcquire();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new OperationInterruptedException("cache entry " + Keys.quoted(address.label())
                                + ": interrupted while waiting for a permit to load");
                    }
                    if (!acquired) {
                        throw new LoadTimeoutException(address.label(), Duration.ofMillis(limitMillis));
                    }
                    completion.complete(true, null);
                })
                .uncounted();
    }
}
