package io.github.dkredis.cache;

import io.github.dkredis.CachedFailureException;
import io.github.dkredis.LoadTimeoutException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.internal.Failures;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.Operations;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The way of a {@code get} with a loader, once for the blocking and the asynchronous API. States of a caller: it waits for the
 * flight of another caller in this client; or it leads one, which reads, asks Redis ({@link LeaseReply}), and then serves,
 * waits for another client, or loads.
 */
final class Loading {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LONGEST_LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long AFTER_LEASE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final CacheOperations operations;
    private final LoadRunner fills;

    Loading(CacheOperations operations) {
        this.operations = operations;
        this.fills = new LoadRunner(operations);
    }

    LoadRunner fills() {
        return fills;
    }

    /** The value of an entry, loaded if it must be. */
    Operation<@Nullable Object> get(Object key, Operation<?> load) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(operations.options.loadTimeoutMillis());
        return keySpace().then(keySpace -> join(keySpace.address(key), load, deadline));
    }

    /** How entries are named now, or in this client alone while Redis is away. */
    Operation<KeySpace> keySpace() {
        return operations
                .keySpaces
                .current()
                .recover(failure -> Operation.of(operations.keySpaceWhileUnavailable(toleratedOrThrown(failure))));
    }

    // ---- in this client

    Operation<@Nullable Object> join(EntryAddress address, Operation<?> load, long deadline) {
        Flight mine = operations.newFlight(address);
        Flight flight = operations.flights.join(mine);
        if (flight == mine) {
            return lead(mine, address, load, deadline);
        }
        if (flight.isOwnLoader()) {
            throw asksForItself(address);
        }
        operations.stats.waits.increment();
        return wait(flight, address, deadline).then(landing -> {
            if (landing.again()) {
                return join(address, load, deadline);
            }
            if (landing.failure() != null) {
                throw Failures.<RuntimeException>sneaky(landing.failure());
            }
            return Operation.ofNullable(landing.value());
        });
    }

    private Operation<Flight.Landing> wait(Flight flight, EntryAddress address, long deadline) {
        return Operations.ofFuture(address.label(), flight.landing(), operations.client, deadline, () -> {
            throw tooLate(address);
        });
    }

    private Operation<@Nullable Object> lead(Flight flight, EntryAddress address, Operation<?> load, long deadline) {
        return landing(
                flight,
                address.keySpace().isAway() ? away(flight, address, load) : read(flight, address, load, deadline));
    }

    /** Whatever becomes of it, the flight ends with it. */
    Operation<@Nullable Object> landing(Flight flight, Operation<@Nullable Object> work) {
        return work.whenDone((value, failure) -> operations.flights.land(flight, value, failure));
    }

    // ---- in the fleet

    private Operation<@Nullable Object> read(Flight flight, EntryAddress address, Operation<?> load, long deadline) {
        return operations
                .reader
                .read(address)
                .recover(failure -> Operation.of(ReadResult.away(toleratedOrThrown(failure))))
                .then(result -> switch (result.kind()) {
                    case FRESH, STALE -> hit(address, result, load);
                    case MISS, KEPT ->
                        lookup(flight, address, load, deadline, operations.options.staleOnErrorMillis(), result);
                    case BROKEN -> lookup(flight, address, load, deadline, -1, result);
                    case AWAY -> away(flight, address, load);
                });
    }

    private Operation<@Nullable Object> hit(EntryAddress address, ReadResult result, Operation<?> load) {
        operations.stats.farHits.increment();
        if (result.kind() == ReadResult.Kind.STALE) {
            operations.stats.staleServed.increment();
            fills.refresh(address, load);
        } else if (isDueEarly(result)) {
            fills.refresh(address, load);
        }
        return Operation.ofNullable(value(address, result));
    }

    /** XFetch: the sooner the end and the longer the load, the likelier. */
    private boolean isDueEarly(ReadResult result) {
        double beta = operations.options.earlyRefresh();
        if (beta == 0 || result.leftMillis() < 0) {
            return false;
        }
        double head = -Math.log(1 - ThreadLocalRandom.current().nextDouble());
        return operations.stats.loadMillis() * beta * head >= result.leftMillis();
    }

    private static @Nullable Object value(EntryAddress address, ReadResult result) {
        if (result.value() instanceof EntryFormat.Failed failed) {
            throw new CachedFailureException(address.label(), failed.failure());
        }
        return result.value();
    }

    private Operation<@Nullable Object> lookup(
            Flight flight,
            EntryAddress address,
            Operation<?> load,
            long deadline,
            long floorMillis,
            ReadResult result) {
        if (operations.flights.isLoadedHere(address.name())) {
            throw asksForItself(address);
        }
        LoadNotifications notifications = operations.notifications();
        CompletableFuture<Boolean> watch = notifications.watchers().watch(address.name());
        String token = notifications.token();
        return CacheScripts.lookup(
                        operations.client,
                        address,
                        token,
                        operations.options.fillLeaseMillis(),
                        notifications.id(),
                        floorMillis)
                .map(reply -> LeaseReply.of(token, reply))
                .recover(failure -> Operation.<LeaseReply>of(new LeaseReply.Unavailable(toleratedOrThrown(failure))))
                .<@Nullable Object>then(found -> {
                    if (found instanceof LeaseReply.Hit there) {
                        return there(flight, address, load, deadline, there);
                    } else if (found instanceof LeaseReply.Granted yours) {
                        operations.stats.misses.increment();
                        return fills.load(flight, address, yours, load, result);
                    } else if (found instanceof LeaseReply.HeldByOther wait) {
                        return waitForFleet(flight, address, load, deadline, watch, wait);
                    } else if (found instanceof LeaseReply.Invalidating) {
                        operations.stats.misses.increment();
                        return fills.load(flight, address, null, load, result);
                    }
                    return away(flight, address, load);
                })
                .whenDone((value, failure) -> notifications.watchers().unwatch(address.name(), watch));
    }

    private Operation<@Nullable Object> there(
            Flight flight, EntryAddress address, Operation<?> load, long deadline, LeaseReply.Hit there) {
        ReadResult result = operations.reader.decode(address, there.bytes(), there.leftMillis());
        return result.isServed() ? hit(address, result, load) : lookup(flight, address, load, deadline, -1, result);
    }

    private Operation<@Nullable Object> waitForFleet(
            Flight flight,
            EntryAddress address,
            Operation<?> load,
            long deadline,
            CompletableFuture<Boolean> watch,
            LeaseReply.HeldByOther wait) {
        long now = System.nanoTime();
        if (deadline - now <= 0) {
            throw tooLate(address);
        }
        operations.stats.waits.increment();
        long lease = TimeUnit.MILLISECONDS.toNanos(wait.leaseMillis()) + AFTER_LEASE_NANOS;
        long look = Math.min(lease, operations.notifications().push().isOpen() ? LONGEST_LOOK_NANOS : LOOK_NANOS);
        long until = now + Math.min(look, deadline - now);
        return Operations.ofFuture(address.label(), watch, operations.client, until, () -> false)
                .then(told -> read(flight, address, load, deadline));
    }

    // ---- without Redis

    private Operation<@Nullable Object> away(Flight flight, EntryAddress address, Operation<?> load) {
        if (operations.flights.isLoadedHere(address.name())) {
            throw asksForItself(address);
        }
        operations.stats.misses.increment();
        return fills.loadWhileAway(flight, address, load);
    }

    /** The failure, if Redis is away and the cache is to load all the same. */
    RuntimeException toleratedOrThrown(Throwable failure) {
        if (failure instanceof RedisUnavailableException away
                && away.reason() != RedisUnavailableException.Reason.CLOSED
                && operations.options.whenUnavailable() == UnavailablePolicy.LOAD) {
            return away;
        }
        throw Failures.<RuntimeException>sneaky(failure);
    }

    private static IllegalStateException asksForItself(EntryAddress address) {
        return new IllegalStateException("cache entry \"" + address.label() + "\": its loader asks for itself");
    }

    private LoadTimeoutException tooLate(EntryAddress address) {
        return new LoadTimeoutException(address.label(), Duration.ofMillis(operations.options.loadTimeoutMillis()));
    }
}
