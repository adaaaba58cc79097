package io.github.dkredis.cache;

import io.github.dkredis.internal.Failures;
import io.github.dkredis.internal.Operations;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.CachedFailureException;
import io.github.dkredis.LoadTimeoutException;
import io.github.dkredis.RedisUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The way of a {@code get} with a loader, once for the blocking and the asynchronous API. States of a caller: it waits for the
 * flight of another caller in this client; or it leads one, which reads, asks the fleet ({@link LeaseReply}), and then serves,
 * waits for the fleet, or loads.
 */
final class Loading {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LONGEST_LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long AFTER_LEASE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final CacheOperations engine;
    private final LoadRunner fills;

    Loading(CacheOperations engine) {
        this.engine = engine;
        this.fills = new LoadRunner(engine);
    }

    LoadRunner fills() {
        return fills;
    }

    /** The value of an entry, loaded if it must be. */
    Operation<@Nullable Object> get(Object key, Operation<?> load) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(engine.options.loadTimeoutMillis());
        return space().then(space -> join(space.slot(key), load, deadline));
    }

    /** How entries are named now, or in this client alone while Redis is away. */
    Operation<KeySpace> space() {
        return engine.spaces.current().recover(failure -> Operation.of(engine.awaySpace(toleratedOrThrown(failure))));
    }

    // ---- in this client

    Operation<@Nullable Object> join(EntryAddress slot, Operation<?> load, long deadline) {
        Flight mine = engine.newFlight(slot);
        Flight flight = engine.flights.join(mine);
        if (flight == mine) {
            return lead(mine, slot, load, deadline);
        }
        if (flight.isOwnLoader()) {
            throw asksForItself(slot);
        }
        engine.counters.waits.increment();
        return wait(flight, slot, deadline).then(landing -> {
            if (landing.again()) {
                return join(slot, load, deadline);
            }
            if (landing.failure() != null) {
                throw Failures.<RuntimeException>sneaky(landing.failure());
            }
            return Operation.ofNullable(landing.value());
        });
    }

    private Operation<Flight.Landing> wait(Flight flight, EntryAddress slot, long deadline) {
        return Operations.ofFuture(slot.label(), flight.landing(), engine.client, deadline, () -> {
            throw tooLate(slot);
        });
    }

    private Operation<@Nullable Object> lead(Flight flight, EntryAddress slot, Operation<?> load, long deadline) {
        return landing(flight, slot.space().isAway() ? away(flight, slot, load) : read(flight, slot, load, deadline));
    }

    /** Whatever becomes of it, the flight ends with it. */
    Operation<@Nullable Object> landing(Flight flight, Operation<@Nullable Object> work) {
        return work.whenDone((value, failure) -> engine.flights.land(flight, value, failure));
    }

    // ---- in the fleet

    private Operation<@Nullable Object> read(Flight flight, EntryAddress slot, Operation<?> load, long deadline) {
        return engine.reader
                .read(slot)
                .recover(failure -> Operation.of(ReadResult.away(toleratedOrThrown(failure))))
                .then(seen -> switch (seen.kind()) {
                    case FRESH, STALE -> hit(slot, seen, load);
                    case MISS, KEPT -> lookup(flight, slot, load, deadline, engine.options.staleOnErrorMillis(), seen);
                    case BROKEN -> lookup(flight, slot, load, deadline, -1, seen);
                    case AWAY -> away(flight, slot, load);
                });
    }

    private Operation<@Nullable Object> hit(EntryAddress slot, ReadResult seen, Operation<?> load) {
        engine.counters.farHits.increment();
        if (seen.kind() == ReadResult.Kind.STALE) {
            engine.counters.staleServed.increment();
            fills.refresh(slot, load);
        } else if (isDueEarly(seen)) {
            fills.refresh(slot, load);
        }
        return Operation.ofNullable(value(slot, seen));
    }

    /** XFetch: the sooner the end and the longer the load, the likelier. */
    private boolean isDueEarly(ReadResult seen) {
        double beta = engine.options.earlyRefresh();
        if (beta == 0 || seen.leftMillis() < 0) {
            return false;
        }
        double head = -Math.log(1 - ThreadLocalRandom.current().nextDouble());
        return engine.counters.loadMillis() * beta * head >= seen.leftMillis();
    }

    private static @Nullable Object value(EntryAddress slot, ReadResult seen) {
        if (seen.value() instanceof EntryFormat.Failed failed) {
            throw new CachedFailureException(slot.label(), failed.failure());
        }
        return seen.value();
    }

    private Operation<@Nullable Object> lookup(
            Flight flight, EntryAddress slot, Operation<?> load, long deadline, long floorMillis, ReadResult seen) {
        if (engine.flights.isLoadedHere(slot.name())) {
            throw asksForItself(slot);
        }
        LoadNotifications fleet = engine.fleet();
        CompletableFuture<Boolean> watch = fleet.watchers().watch(slot.name());
        String token = fleet.token();
        return CacheScripts.lookup(
                        engine.client, slot, token, engine.options.fillLeaseMillis(), fleet.id(), floorMillis)
                .map(reply -> LeaseReply.of(token, reply))
                .recover(failure -> Operation.<LeaseReply>of(new LeaseReply.Unavailable(toleratedOrThrown(failure))))
                .<@Nullable Object>then(found -> {
                    if (found instanceof LeaseReply.Hit there) {
                        return there(flight, slot, load, deadline, there);
                    } else if (found instanceof LeaseReply.Granted yours) {
                        engine.counters.misses.increment();
                        return fills.load(flight, slot, yours, load, seen);
                    } else if (found instanceof LeaseReply.HeldByOther wait) {
                        return waitForFleet(flight, slot, load, deadline, watch, wait);
                    } else if (found instanceof LeaseReply.Invalidating) {
                        engine.counters.misses.increment();
                        return fills.load(flight, slot, null, load, seen);
                    }
                    return away(flight, slot, load);
                })
                .whenDone((value, failure) -> fleet.watchers().unwatch(slot.name(), watch));
    }

    private Operation<@Nullable Object> there(
            Flight flight, EntryAddress slot, Operation<?> load, long deadline, LeaseReply.Hit there) {
        ReadResult seen = engine.reader.seen(slot, there.bytes(), there.leftMillis());
        return seen.isServed() ? hit(slot, seen, load) : lookup(flight, slot, load, deadline, -1, seen);
    }

    private Operation<@Nullable Object> waitForFleet(
            Flight flight,
            EntryAddress slot,
            Operation<?> load,
            long deadline,
            CompletableFuture<Boolean> watch,
            LeaseReply.HeldByOther wait) {
        long now = System.nanoTime();
        if (deadline - now <= 0) {
            throw tooLate(slot);
        }
        engine.counters.waits.increment();
        long lease = TimeUnit.MILLISECONDS.toNanos(wait.leaseMillis()) + AFTER_LEASE_NANOS;
        long look = Math.min(lease, engine.fleet().push().isOpen() ? LONGEST_LOOK_NANOS : LOOK_NANOS);
        long until = now + Math.min(look, deadline - now);
        return Operations.ofFuture(slot.label(), watch, engine.client, until, () -> false)
                .then(told -> read(flight, slot, load, deadline));
    }

    // ---- without Redis

    private Operation<@Nullable Object> away(Flight flight, EntryAddress slot, Operation<?> load) {
        if (engine.flights.isLoadedHere(slot.name())) {
            throw asksForItself(slot);
        }
        engine.counters.misses.increment();
        return fills.loadWhileAway(flight, slot, load);
    }

    /** The failure, if Redis is away and the cache is to load all the same. */
    RuntimeException toleratedOrThrown(Throwable failure) {
        if (failure instanceof RedisUnavailableException away
                && away.reason() != RedisUnavailableException.Reason.CLOSED
                && engine.options.whenUnavailable() == UnavailablePolicy.LOAD) {
            return away;
        }
        throw Failures.<RuntimeException>sneaky(failure);
    }

    private static IllegalStateException asksForItself(EntryAddress slot) {
        return new IllegalStateException("cache entry \"" + slot.label() + "\": its loader asks for itself");
    }

    private LoadTimeoutException tooLate(EntryAddress slot) {
        return new LoadTimeoutException(slot.label(), Duration.ofMillis(engine.options.loadTimeoutMillis()));
    }
}
