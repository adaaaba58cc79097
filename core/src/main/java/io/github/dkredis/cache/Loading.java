package io.github.dkredis.cache;

import io.github.dkredis.CachedFailureException;
import io.github.dkredis.LoadTimeoutException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.internal.ChangeWatchers;
import io.github.dkredis.internal.Failures;
import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.Operations;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@code get} with a loader. A caller first joins a flight of its client. If it leads the flight, it reads the entry;
 * on a miss it requests the fill lease; and then it serves what another client has stored, waits for the client that
 * holds the lease, or loads.
 */
final class Loading {

    /**
     * A waiting caller reads again after this time, in case a message was lost; more often while no message can come.
     */
    private static final long POLL_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long POLL_WITHOUT_PUSH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /**
     * A waiting caller reads again this long after the end of the other client's lease, when Redis has removed the
     * lease.
     */
    private static final long AFTER_LEASE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final CacheResources resources;
    private final CacheOptions options;
    private final EntryFormat format;
    private final StatsCounter stats;
    private final KeySpaceSource keySpaces;
    private final EntryReader reader;
    private final FillLeases leases;
    private final LoadRunner runner;

    Loading(CacheContext context, KeySpaceSource keySpaces, EntryReader reader, FillLeases leases) {
        this.resources = context.resources();
        this.options = context.options();
        this.format = context.format();
        this.stats = context.stats();
        this.keySpaces = keySpaces;
        this.reader = reader;
        this.leases = leases;
        this.runner = new LoadRunner(context, leases);
    }

    LoadRunner runner() {
        return runner;
    }

    Operation<@Nullable Object> get(Object key, Operation<?> loader) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(options.loadTimeoutMillis());
        return keySpace().then(keySpace -> join(keySpace.address(key), loader, deadline));
    }

    /** The current key space, or one for this client alone while Redis cannot be reached. */
    Operation<KeySpace> keySpace() {
        return keySpaces.current().recover(failure -> {
            requireTolerated(failure);
            return Operation.of(keySpaces.whileUnavailable());
        });
    }

    // ---- in this client

    private Operation<@Nullable Object> join(EntryAddress address, Operation<?> loader, long deadlineNanos) {
        Flight mine = new Flight(address.redisKey(), format);
        Flight flight = resources.singleFlight().join(mine);
        if (flight == mine) {
            return lead(new LoadRequest(mine, address, loader, deadlineNanos));
        }
        if (resources.loaderThreads().isLoading(flight)) {
            throw asksForItself(address);
        }
        stats.waits.increment();
        return outcome(flight, address, deadlineNanos).then(outcome -> {
            if (outcome.retry()) {
                return join(address, loader, deadlineNanos);
            }
            if (outcome.failure() != null) {
                throw Failures.<RuntimeException>sneaky(outcome.failure());
            }
            return Operation.ofNullable(outcome.value());
        });
    }

    private Operation<Flight.Outcome> outcome(Flight flight, EntryAddress address, long deadlineNanos) {
        return Operations.ofFuture(address.label(), flight.outcome(), resources.client(), deadlineNanos, () -> {
            throw tooLate(address);
        });
    }

    /** The flight ends with this caller's work, whatever the outcome, because other callers wait for it. */
    private Operation<@Nullable Object> lead(LoadRequest request) {
        Operation<@Nullable Object> work =
                request.address().keySpace().isUnavailable() ? loadWhileUnavailable(request) : read(request);
        return work.whenDone((value, failure) -> resources.singleFlight().complete(request.flight(), value, failure));
    }

    // ---- in all clients

    private Operation<@Nullable Object> read(LoadRequest request) {
        return reader.read(request.address())
                .recover(failure -> {
                    requireTolerated(failure);
                    return Operation.of(ReadResult.UNAVAILABLE);
                })
                .then(result -> switch (result.kind()) {
                    case FRESH, STALE -> serve(request, result);
                    case MISS, STALE_ON_ERROR -> requestLease(request, result);
                    case UNDECODABLE -> requestLeaseToReplace(request, result);
                    case UNAVAILABLE -> loadWhileUnavailable(request);
                });
    }

    private Operation<@Nullable Object> serve(LoadRequest request, ReadResult result) {
        stats.countHit(result);
        if (result.kind() == ReadResult.Kind.STALE || isDueEarly(result)) {
            runner.refresh(request.address(), request.loader());
        }
        if (result.value() instanceof EntryFormat.Failed failed) {
            throw new CachedFailureException(request.address().label(), failed.className());
        }
        return Operation.ofNullable(result.value());
    }

    /** XFetch (Vattani et al., 2015): the nearer the end and the longer the load, the more likely is a refresh. */
    private boolean isDueEarly(ReadResult result) {
        double beta = options.earlyRefresh();
        if (beta == 0) {
            return false;
        }
        double head = -Math.log(1 - ThreadLocalRandom.current().nextDouble());
        return stats.loadMillis() * beta * head >= result.freshMillis();
    }

    private Operation<@Nullable Object> requestLease(LoadRequest request, ReadResult before) {
        return lookUp(request, before, () -> leases.request(request.address()));
    }

    private Operation<@Nullable Object> requestLeaseToReplace(LoadRequest request, ReadResult before) {
        return lookUp(request, before, () -> leases.requestToReplace(request.address()));
    }

    private Operation<@Nullable Object> lookUp(
            LoadRequest request, ReadResult before, Supplier<Operation<LeaseReply>> lease) {
        EntryAddress address = request.address();
        if (resources.loaderThreads().isLoading(address.redisKey())) {
            throw asksForItself(address);
        }
        // Watched before the lookup, so that no message falls between the reply and the wait.
        ChangeWatchers watchers = resources.notifications().watchers();
        CompletableFuture<Boolean> watch = watchers.watch(address.redisKey());
        return lease.get()
                .recover(failure -> {
                    requireTolerated(failure);
                    return Operation.of(new LeaseReply.Unavailable(failure));
                })
                .<@Nullable Object>then(reply -> {
                    if (reply instanceof LeaseReply.Hit hit) {
                        ReadResult result = reader.decode(address, hit);
                        return result.isServed() ? serve(request, result) : requestLeaseToReplace(request, result);
                    } else if (reply instanceof LeaseReply.Granted granted) {
                        stats.misses.increment();
                        return runner.load(request, granted, before);
                    } else if (reply instanceof LeaseReply.HeldByOther held) {
                        return waitForOther(request, watch, held);
                    } else if (reply instanceof LeaseReply.Invalidating) {
                        stats.misses.increment();
                        return runner.load(request, null, before);
                    }
                    return loadWhileUnavailable(request);
                })
                .whenDone((value, failure) -> watchers.unwatch(address.redisKey(), watch));
    }

    /** Waits for a message about the entry, the end of the other client's lease, or the next poll; then reads again. */
    private Operation<@Nullable Object> waitForOther(
            LoadRequest request, CompletableFuture<Boolean> watch, LeaseReply.HeldByOther held) {
        long now = System.nanoTime();
        long leftNanos = request.deadlineNanos() - now;
        if (leftNanos <= 0) {
            throw tooLate(request.address());
        }
        stats.waits.increment();
        long lease = TimeUnit.MILLISECONDS.toNanos(held.leaseMillis()) + AFTER_LEASE_NANOS;
        boolean open = resources.notifications().push().isOpen();
        long poll = Math.min(lease, open ? POLL_NANOS : POLL_WITHOUT_PUSH_NANOS);
        long until = now + Math.min(poll, leftNanos);
        return Operations.ofFuture(request.address().label(), watch, resources.client(), until, () -> false)
                .then(changed -> read(request));
    }

    // ---- without Redis

    private Operation<@Nullable Object> loadWhileUnavailable(LoadRequest request) {
        if (resources.loaderThreads().isLoading(request.address().redisKey())) {
            throw asksForItself(request.address());
        }
        stats.misses.increment();
        return runner.loadWhileUnavailable(request);
    }

    /** Throws a failure, unless Redis cannot be reached and the cache is to load all the same. */
    void requireTolerated(Throwable failure) {
        boolean tolerated = failure instanceof RedisUnavailableException unavailable
                && unavailable.reason() != RedisUnavailableException.Reason.CLOSED
                && options.whenUnavailable() == UnavailablePolicy.LOAD;
        if (!tolerated) {
            throw Failures.<RuntimeException>sneaky(failure);
        }
    }

    private static IllegalStateException asksForItself(EntryAddress address) {
        return new IllegalStateException(
                "cache entry " + Keys.quoted(address.label()) + ": its loader asks for itself");
    }

    private LoadTimeoutException tooLate(EntryAddress address) {
        return new LoadTimeoutException(address.label(), Duration.ofMillis(options.loadTimeoutMillis()));
    }
}
