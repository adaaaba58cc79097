package io.github.dkredis.cache;

import io.github.dkredis.CachedFailureException;
import io.github.dkredis.LoadTimeoutException;
import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.internal.ChangeWatchers;
import io.github.dkredis.internal.Failures;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationJoins;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@code get} with a loader. A caller first joins a flight of its client. If it leads the flight, it reads the entry;
 * on a miss it requests the fill lease; and then it serves what another client has stored, waits for the client that
 * holds the lease, or loads. It leads the flight until it has a value, so that callers of one client never ask Redis
 * one after the other.
 *
 * <p>While Redis cannot be reached, loads run in flights of their own: only a caller whose own flight has failed to
 * reach Redis joins one, so none is served a value that was loaded before an invalidation that it could know of.
 */
final class EntryLoader {

    private final CacheResources resources;
    private final EntryFormat format;
    private final StatsCounter stats;
    private final KeySpaceSource keySpaces;
    private final EntryReader reader;
    private final FillLeases leases;
    private final LoadRules rules;
    private final LoadRunner runner;
    private final BackgroundRefresher refresher;
    private final LoadPermits permits;

    EntryLoader(CacheContext context, KeySpaceSource keySpaces, LoadParts parts) {
        this.resources = context.resources();
        this.format = context.format();
        this.stats = context.stats();
        this.keySpaces = keySpaces;
        this.reader = parts.reader();
        this.leases = parts.leases();
        this.rules = parts.rules();
        this.runner = parts.runner();
        this.refresher = parts.refresher();
        this.permits = parts.permits();
    }

    Operation<@Nullable Object> get(Object key, Operation<?> loader) {
        return Operation.defer(() -> look(new LoadRequest(key, loader, rules.deadlineNanos())));
    }

    /** Loads an entry in place of the one that may exist. */
    Operation<@Nullable Object> refresh(Object key, Operation<?> loader) {
        return Operation.defer(() -> replace(new LoadRequest(key, loader, rules.deadlineNanos())));
    }

    /** The current key space, or one for this client alone while Redis cannot be reached. */
    private Operation<KeySpace> keySpace() {
        return keySpaces.current().recover(failure -> {
            rules.requireTolerated(failure);
            return Operation.of(keySpaces.whileUnavailable());
        });
    }

    /** Looks for the entry, once or again. */
    private Operation<@Nullable Object> look(LoadRequest request) {
        return keySpace().then(keySpace -> {
            if (keySpace.isUnavailable()) {
                return loadWhileUnavailable(request);
            }
            EntryAddress address = keySpace.address(request.key());
            return join(resources.singleFlight(), address, request, this::read);
        });
    }

    /**
     * Loads the entry again. The flight is not shared: callers that come meanwhile are served the old value. A load
     * that another caller began before may have read an older value than the one that is to be loaded, so this caller
     * waits for its end and then loads for itself.
     */
    private Operation<@Nullable Object> replace(LoadRequest request) {
        return keySpace().then(keySpace -> {
            if (keySpace.isUnavailable()) {
                return loadWhileUnavailable(request);
            }
            EntryAddress address = keySpace.address(request.key());
            EntryLoad load = new EntryLoad(address, new Flight(address.redisKey(), format, ended -> {}));
            load.read(ReadResult.UNDECODABLE); // nothing that exists is accepted
            return resources
                    .unconfirmedFills()
                    .before(List.of(address), () -> requestLease(request, load, () -> replace(request)));
        });
    }

    // ---- in this client

    /** How the leader of a flight gets its value. */
    private interface Leader {
        Operation<@Nullable Object> lead(LoadRequest request, EntryLoad load);
    }

    private Operation<@Nullable Object> join(
            SingleFlight flights, EntryAddress address, LoadRequest request, Leader leader) {
        SingleFlight.Joined joined = flights.join(address.redisKey(), format);
        Flight flight = joined.flight();
        if (joined.isLeader()) {
            return Operation.defer(() -> leader.lead(request, new EntryLoad(address, flight)))
                    .whenDone((value, failure) -> end(flight, value, failure));
        }
        if (resources.loaderThreads().isLoading(flight)) {
            throw LoadRules.asksForItself(address);
        }
        request.waits(stats);
        return outcome(flight, address, request).then(outcome -> {
            if (outcome instanceof Flight.Outcome.Value found) {
                return Operation.ofNullable(found.value());
            } else if (outcome instanceof Flight.Outcome.Failed failed) {
                throw Failures.<RuntimeException>sneaky(failed.failure());
            } else if (outcome instanceof Flight.Outcome.Unavailable unavailable) {
                rules.requireTolerated(unavailable.failure());
                return loadWhileUnavailable(request);
            }
            return look(request).withOwnTimeLimit();
        });
    }

    private Operation<Flight.Outcome> outcome(Flight flight, EntryAddress address, LoadRequest request) {
        Operation<Flight.Outcome> wait = OperationJoins.ofFuture(
                address.label(), flight.outcome(), resources.client(), request.deadlineNanos(), () -> {
                    throw rules.tooLate(address);
                });
        if (!rules.keepsForErrors()) {
            return wait;
        }
        return wait.recover(failure -> {
            if (!(failure instanceof LoadTimeoutException)) {
                throw Failures.<RuntimeException>sneaky(failure);
            }
            return reader.read(address).map(result -> {
                if (result.kind() != ReadResult.Kind.STALE_ON_ERROR) {
                    throw Failures.<RuntimeException>sneaky(failure);
                }
                stats.staleServed.increment();
                return new Flight.Outcome.Value(result.value());
            });
        });
    }

    /**
     * The flight ends with its leader's work in every outcome, because other callers wait for it. If a loader has run,
     * the flight has ended with its outcome already.
     */
    private static void end(Flight flight, @Nullable Object value, @Nullable Throwable failure) {
        if (failure == null) {
            flight.end(new Flight.Outcome.Value(value));
        } else if (failure instanceof OperationInterruptedException || failure instanceof LoadTimeoutException) {
            flight.endWithRetry();
        } else {
            flight.end(new Flight.Outcome.Failed(failure));
        }
    }

    // ---- in all clients

    private Operation<@Nullable Object> read(LoadRequest request, EntryLoad load) {
        return reader.read(load.address())
                .recover(failure -> {
                    rules.requireTolerated(failure);
                    load.flight().end(new Flight.Outcome.Unavailable(failure));
                    return Operation.of(ReadResult.UNAVAILABLE);
                })
                .then(result -> {
                    load.read(result);
                    if (result.kind() == ReadResult.Kind.UNAVAILABLE) {
                        return loadWhileUnavailable(request);
                    }
                    resources.redisAnswered();
                    return result.isServed() ? serve(request, load, result) : requestLease(request, load);
                });
    }

    private Operation<@Nullable Object> serve(LoadRequest request, EntryLoad load, ReadResult result) {
        stats.countHit(result);
        if (result.value() instanceof EntryFormat.Failed failed) {
            throw new CachedFailureException(load.address().label(), failed.className());
        }
        ReadResult.Version version = result.version();
        if (version != null && rules.needsRefresh(result)) {
            refresher.refresh(new StaleEntry(load.address(), version), request.loader());
        }
        return Operation.ofNullable(result.value());
    }

    private Operation<@Nullable Object> requestLease(LoadRequest request, EntryLoad load) {
        return requestLease(request, load, () -> read(request, load));
    }

    /** @param afterOther what follows when the load of another caller may have ended */
    private Operation<@Nullable Object> requestLease(
            LoadRequest request, EntryLoad load, Supplier<Operation<@Nullable Object>> afterOther) {
        EntryAddress address = load.address();
        if (resources.loaderThreads().isLoading(address.redisKey())) {
            throw LoadRules.asksForItself(address);
        }
        return requestAndWait(request, load).then(answer -> {
            if (answer.isEmpty()) {
                return afterOther.get().withOwnTimeLimit(); // however often it looks, each time is limited by itself
            }
            LeaseReply reply = answer.get();
            if (reply instanceof LeaseReply.Hit hit) {
                ReadResult result = reader.decode(address, hit);
                load.read(result);
                return result.isServed() ? serve(request, load, result) : requestLease(request, load);
            } else if (reply instanceof LeaseReply.HeldByOther) {
                return serveKept(load);
            } else if (reply instanceof LeaseReply.Unavailable) {
                return loadWhileUnavailable(request);
            } else if (reply instanceof LeaseReply.Granted granted) {
                load.granted(granted);
            }
            stats.misses.increment();
            return runner.load(load, request.loader());
        });
    }

    /**
     * The reply to a request for the lease. If another client holds it, this waits for a message about the entry, the
     * end of the other's lease, or the next poll; then the result is empty, and the caller is to look again. What
     * follows is not a part of this operation, so however often a caller waits, neither its stack nor its watches grow.
     */
    private Operation<Optional<LeaseReply>> requestAndWait(LoadRequest request, EntryLoad load) {
        EntryAddress address = load.address();
        // Watched before the lookup, so that no message falls between the reply and the wait.
        ChangeWatchers watchers = resources.notifications().watchers();
        CompletableFuture<Boolean> watch = watchers.watch(address.redisKey());
        List<EntryAddress> one = List.of(address);
        return (load.isUndecodable() ? leases.requestToReplace(one) : leases.requestMissing(one))
                .map(replies -> replies.get(0))
                .recover(failure -> {
                    rules.requireTolerated(failure);
                    load.flight().end(new Flight.Outcome.Unavailable(failure));
                    return Operation.of(new LeaseReply.Unavailable(failure));
                })
                .then(reply -> waitIfHeld(request, address, watch, reply))
                .whenDone((answer, failure) -> watchers.unwatch(address.redisKey(), watch));
    }

    private Operation<Optional<LeaseReply>> waitIfHeld(
            LoadRequest request, EntryAddress address, CompletableFuture<Boolean> watch, LeaseReply reply) {
        long now = System.nanoTime();
        long leftNanos = request.deadlineNanos() - now;
        if (!(reply instanceof LeaseReply.HeldByOther held) || leftNanos <= 0) {
            return Operation.of(Optional.of(reply));
        }
        request.waits(stats);
        long until = now + Math.min(LoadRules.pollNanos(held, resources.notifications()), leftNanos);
        return OperationJoins.ofFuture(address.label(), watch, resources.client(), until, () -> false)
                .map(changed -> Optional.empty());
    }

    /** The time is over: the value that is kept for errors, or an exception. */
    private Operation<@Nullable Object> serveKept(EntryLoad load) {
        if (!load.hasKeptValue()) {
            throw rules.tooLate(load.address());
        }
        stats.staleServed.increment();
        return Operation.ofNullable(load.keptValue());
    }

    // ---- without Redis

    /** Loads an entry and does not store it; waits for a permit before it does. */
    private Operation<@Nullable Object> loadWhileUnavailable(LoadRequest request) {
        EntryAddress address = keySpaces.whileUnavailable().address(request.key());
        if (resources.loaderThreads().isLoading(address.redisKey())) {
            throw LoadRules.asksForItself(address);
        }
        return join(resources.unavailableFlights(), address, request, (again, load) -> {
            stats.misses.increment();
            stats.loadsWhileUnavailable.increment();
            Supplier<LoadTimeoutException> late = () -> rules.tooLate(address);
            return permits.hold(
                    address.label(),
                    resources.client(),
                    request.deadlineNanos(),
                    late,
                    runner.load(load, request.loader()));
        });
    }
}
