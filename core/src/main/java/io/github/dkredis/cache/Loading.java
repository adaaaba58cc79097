package io.github.dkredis.cache;

import io.github.dkredis.CachedFailureException;
import io.github.dkredis.LoadTimeoutException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.internal.Composite;
import io.github.dkredis.internal.Pending;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The way of a {@code get} with a loader, once for the blocking and the asynchronous API. States of a caller: it waits for the
 * flight of another caller in this client; or it leads one, which reads, asks the fleet ({@link Lookup}), and then serves,
 * waits for the fleet, or loads.
 */
final class Loading {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LONGEST_LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long AFTER_LEASE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Engine engine;
    private final Fills fills;

    Loading(Engine engine) {
        this.engine = engine;
        this.fills = new Fills(engine);
    }

    Fills fills() {
        return fills;
    }

    /** The value of an entry, loaded if it must be. */
    Pending<@Nullable Object> get(Object key, Pending<?> load) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(engine.options.waitersDeadlineMillis());
        return space().then(space -> join(space.slot(key), load, deadline));
    }

    /** How entries are named now, or in this client alone while Redis is away. */
    Pending<Space> space() {
        return engine.spaces.current().orElse(failure -> Pending.of(engine.awaySpace(toleratedOrThrown(failure))));
    }

    // ---- in this client

    Pending<@Nullable Object> join(Slot slot, Pending<?> load, long deadline) {
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
                throw Composite.<RuntimeException>asItIs(landing.failure());
            }
            return Pending.ofNullable(landing.value());
        });
    }

    private Pending<Flight.Landing> wait(Flight flight, Slot slot, long deadline) {
        return new Awaited<>(
                slot.label(), flight.landing(), Awaited.Deadline.at(deadline), engine.client.executor(), () -> {
                    throw tooLate(slot);
                });
    }

    private Pending<@Nullable Object> lead(Flight flight, Slot slot, Pending<?> load, long deadline) {
        return landing(flight, slot.space().isAway() ? away(flight, slot, load) : read(flight, slot, load, deadline));
    }

    /** Whatever becomes of it, the flight ends with it. */
    Pending<@Nullable Object> landing(Flight flight, Pending<@Nullable Object> work) {
        return work.atEnd((value, failure) -> engine.flights.land(flight, value, failure));
    }

    // ---- in the fleet

    private Pending<@Nullable Object> read(Flight flight, Slot slot, Pending<?> load, long deadline) {
        return engine.reader
                .read(slot)
                .orElse(failure -> Pending.of(Seen.away(toleratedOrThrown(failure))))
                .then(seen -> switch (seen.kind()) {
                    case FRESH, STALE -> hit(slot, seen, load);
                    case MISS, KEPT -> lookup(flight, slot, load, deadline, engine.options.staleOnErrorMillis(), seen);
                    case BROKEN -> lookup(flight, slot, load, deadline, -1, seen);
                    case AWAY -> away(flight, slot, load);
                });
    }

    private Pending<@Nullable Object> hit(Slot slot, Seen seen, Pending<?> load) {
        engine.counters.farHits.increment();
        if (seen.kind() == Seen.Kind.STALE) {
            engine.counters.staleServed.increment();
            fills.refresh(slot, load);
        } else if (isDueEarly(seen)) {
            fills.refresh(slot, load);
        }
        return Pending.ofNullable(value(slot, seen));
    }

    /** XFetch: the sooner the end and the longer the load, the likelier. */
    private boolean isDueEarly(Seen seen) {
        double beta = engine.options.earlyRefresh();
        if (beta == 0 || seen.leftMillis() < 0) {
            return false;
        }
        double head = -Math.log(1 - ThreadLocalRandom.current().nextDouble());
        return engine.counters.loadMillis() * beta * head >= seen.leftMillis();
    }

    private static @Nullable Object value(Slot slot, Seen seen) {
        if (seen.value() instanceof Form.Failed failed) {
            throw new CachedFailureException(slot.label(), failed.failure());
        }
        return seen.value();
    }

    private Pending<@Nullable Object> lookup(
            Flight flight, Slot slot, Pending<?> load, long deadline, long floorMillis, Seen seen) {
        if (engine.flights.isLoadedHere(slot.name())) {
            throw asksForItself(slot);
        }
        Fleet fleet = engine.fleet();
        CompletableFuture<Boolean> watch = fleet.watch(slot.name());
        String token = fleet.token();
        return CacheScripts.lookup(
                        engine.client, slot, token, engine.options.fillLeaseMillis(), fleet.id(), floorMillis)
                .map(reply -> Lookup.of(token, reply))
                .orElse(failure -> Pending.<Lookup>of(new Lookup.Away(toleratedOrThrown(failure))))
                .<@Nullable Object>then(found -> {
                    if (found instanceof Lookup.There there) {
                        return there(flight, slot, load, deadline, there);
                    } else if (found instanceof Lookup.Yours yours) {
                        engine.counters.misses.increment();
                        return fills.load(flight, slot, yours, load, seen);
                    } else if (found instanceof Lookup.Wait wait) {
                        return waitForFleet(flight, slot, load, deadline, watch, wait);
                    } else if (found instanceof Lookup.Covered) {
                        engine.counters.misses.increment();
                        return fills.load(flight, slot, null, load, seen);
                    }
                    return away(flight, slot, load);
                })
                .atEnd((value, failure) -> fleet.unwatch(slot.name(), watch));
    }

    private Pending<@Nullable Object> there(
            Flight flight, Slot slot, Pending<?> load, long deadline, Lookup.There there) {
        Seen seen = engine.reader.seen(slot, there.bytes(), there.leftMillis());
        return seen.isServed() ? hit(slot, seen, load) : lookup(flight, slot, load, deadline, -1, seen);
    }

    private Pending<@Nullable Object> waitForFleet(
            Flight flight,
            Slot slot,
            Pending<?> load,
            long deadline,
            CompletableFuture<Boolean> watch,
            Lookup.Wait wait) {
        long now = System.nanoTime();
        if (deadline - now <= 0) {
            throw tooLate(slot);
        }
        engine.counters.waits.increment();
        long lease = TimeUnit.MILLISECONDS.toNanos(wait.leaseMillis()) + AFTER_LEASE_NANOS;
        long look = Math.min(lease, engine.fleet().push().isOpen() ? LONGEST_LOOK_NANOS : LOOK_NANOS);
        Awaited.Deadline until = Awaited.Deadline.at(now + Math.min(look, deadline - now));
        return new Awaited<>(slot.label(), watch, until, engine.client.executor(), () -> false)
                .then(told -> read(flight, slot, load, deadline));
    }

    // ---- without Redis

    private Pending<@Nullable Object> away(Flight flight, Slot slot, Pending<?> load) {
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
                && engine.options.whenRedisIsAway() == WhenRedisIsAway.LOAD) {
            return away;
        }
        throw Composite.<RuntimeException>asItIs(failure);
    }

    private static IllegalStateException asksForItself(Slot slot) {
        return new IllegalStateException("cache entry \"" + slot.label() + "\": its loader asks for itself");
    }

    private LoadTimeoutException tooLate(Slot slot) {
        return new LoadTimeoutException(slot.label(), Duration.ofMillis(engine.options.waitersDeadlineMillis()));
    }
}
