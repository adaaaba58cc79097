package io.github.dkredis.cache;

import io.github.dkredis.CachedFailureException;
import io.github.dkredis.LoadTimeoutException;
import io.github.dkredis.internal.Failures;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationJoins;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A {@code getAll} with a loader. It first reads all entries, and often that is all. The rest is done in rounds: a
 * round joins the flights of all missing keys; requests the fill leases of the entries whose flights this caller leads,
 * all at once; loads the entries whose lease was granted, with one call of the loader; and then waits once for the
 * entries that other callers load. The next round reads again and looks at what is left, in bulk again.
 *
 * <p>A caller ends the flights that it leads before it waits for others, so two such callers never wait for each other.
 */
final class BulkLoader {

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

    BulkLoader(CacheContext context, KeySpaceSource keySpaces, LoadParts parts) {
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

    /** Adds the entries of the keys to the map. */
    Operation<Map<Object, @Nullable Object>> get(
            List<Object> keys,
            Map<Object, @Nullable Object> found,
            Function<List<Object>, Operation<? extends Map<?, ?>>> loader) {
        return Operation.defer(() -> new BulkCall(keys, found, loader).rounds());
    }

    /** One call. Its steps follow each other, so one thread at a time uses it. */
    private final class BulkCall {

        private final Map<Object, @Nullable Object> found;
        private final Function<List<Object>, Operation<? extends Map<?, ?>>> loader;
        private final long deadlineNanos = rules.deadlineNanos();
        private final Set<Object> left;

        /** Whether the entries have been read once, without flights. */
        private boolean hasRead;

        private final OtherLoads others = new OtherLoads(resources, stats);

        /** The entries whose flights this caller leads in this round, by key. */
        private final Map<Object, EntryLoad> led = new LinkedHashMap<>();

        /** The keys that Redis could not be asked for, for the next round. */
        private final Set<Object> unavailable = new LinkedHashSet<>();

        /** A remembered failure that was found. It is thrown once all replies of the round have been looked at. */
        private @Nullable CachedFailureException remembered;

        BulkCall(
                List<Object> keys,
                Map<Object, @Nullable Object> found,
                Function<List<Object>, Operation<? extends Map<?, ?>>> loader) {
            this.left = new LinkedHashSet<>(keys);
            this.found = found;
            this.loader = loader;
        }

        Operation<Map<Object, @Nullable Object>> rounds() {
            // each round has a time limit of its own, since there may be any number of them
            return round().withOwnTimeLimit().then(done -> left.isEmpty() ? Operation.of(found) : rounds());
        }

        private Operation<Boolean> round() {
            List<Object> away = List.copyOf(unavailable);
            unavailable.clear();
            return Operation.defer(() -> away.isEmpty() ? lookFor(List.copyOf(left)) : loadWhileUnavailable(away))
                    .whenDone((done, failure) -> endOwnFlights())
                    .then(done -> waitForOthers())
                    .whenDone((done, failure) -> others.clear());
        }

        /** What this round has not ended, another caller looks for; leases that it was granted are given back. */
        private void endOwnFlights() {
            List<LeasedEntry> leased = new ArrayList<>();
            for (EntryLoad load : led.values()) {
                LeaseReply.Granted lease = load.lease();
                if (lease != null) {
                    leased.add(new LeasedEntry(load.address(), lease.token()));
                }
                load.flight().endWithRetry();
            }
            led.clear();
            leases.abandon(leased);
        }

        private void found(Object key, @Nullable Object value) {
            found.put(key, value);
            left.remove(key);
        }

        // ---- reading

        private Operation<Boolean> lookFor(List<Object> keys) {
            return keySpaces
                    .current()
                    .recover(failure -> {
                        rules.requireTolerated(failure);
                        return Operation.of(keySpaces.whileUnavailable());
                    })
                    .then(keySpace -> {
                        if (keySpace.isUnavailable()) {
                            unavailable.addAll(keys);
                            return Operation.of(true);
                        }
                        return hasRead ? lookTogether(keySpace, keys) : readAlone(keySpace, keys);
                    });
        }

        /** Reads without flights, whose price a call that finds everything would pay in vain. */
        private Operation<Boolean> readAlone(KeySpace keySpace, List<Object> keys) {
            hasRead = true;
            List<EntryAddress> addresses = keySpace.addresses(keys);
            return reader.readAll(addresses)
                    .recover(failure -> {
                        rules.requireTolerated(failure);
                        unavailable.addAll(keys);
                        return Operation.of(List.of());
                    })
                    .then(results -> {
                        if (results.isEmpty()) {
                            return Operation.of(true);
                        }
                        resources.redisAnswered();
                        List<StaleEntry> stale = new ArrayList<>();
                        Map<Object, ReadResult> missing = new LinkedHashMap<>();
                        for (int i = 0; i < results.size(); i++) {
                            if (results.get(i).isServed()) {
                                serve(addresses.get(i), results.get(i), stale);
                            } else {
                                missing.put(keys.get(i), results.get(i));
                            }
                        }
                        refresher.refresh(stale, loader);
                        return requestLeases(keySpace, missing);
                    });
        }

        private Operation<Boolean> requestLeases(KeySpace keySpace, Map<Object, ReadResult> missing) {
            throwRemembered();
            if (missing.values().stream().anyMatch(result -> result.kind() == ReadResult.Kind.STALE_ON_ERROR)) {
                // a value that may be served to others must not have been read before they could join
                return lookTogether(keySpace, List.copyOf(missing.keySet()));
            }
            join(resources.singleFlight(), keySpace, missing.keySet());
            List<EntryLoad> loads = List.copyOf(led.values());
            loads.forEach(load -> load.read(Objects.requireNonNull(missing.get(load.key()))));
            return requestLeases(loads);
        }

        private Operation<Boolean> lookTogether(KeySpace keySpace, List<Object> keys) {
            join(resources.singleFlight(), keySpace, keys);
            return led.isEmpty() ? Operation.of(true) : read(List.copyOf(led.values()));
        }

        private void join(SingleFlight flights, KeySpace keySpace, Collection<Object> keys) {
            for (Object key : keys) {
                EntryAddress address = keySpace.address(key);
                SingleFlight.Joined flight = flights.join(address.redisKey(), format);
                if (flight.isLeader()) {
                    led.put(key, new EntryLoad(address, flight.flight()));
                } else if (resources.loaderThreads().isLoading(flight.flight())) {
                    throw LoadRules.asksForItself(address);
                } else {
                    others.join(key, flight.flight());
                }
            }
        }

        private Operation<Boolean> read(List<EntryLoad> loads) {
            return reader.readAll(addresses(loads))
                    .recover(failure -> {
                        isUnavailable(loads, failure);
                        return Operation.of(List.of());
                    })
                    .then(results -> {
                        if (results.isEmpty()) {
                            return Operation.of(true);
                        }
                        resources.redisAnswered();
                        List<StaleEntry> stale = new ArrayList<>();
                        List<EntryLoad> missing = new ArrayList<>();
                        for (int i = 0; i < results.size(); i++) {
                            take(loads.get(i), results.get(i), missing, stale);
                        }
                        refresher.refresh(stale, loader);
                        return requestLeases(missing);
                    });
        }

        private static List<EntryAddress> addresses(List<EntryLoad> loads) {
            return loads.stream().map(EntryLoad::address).toList();
        }

        /** Redis could not be reached: the entries are loaded all the same, in a round of their own. */
        private void isUnavailable(List<EntryLoad> loads, Throwable failure) {
            rules.requireTolerated(failure);
            for (EntryLoad load : loads) {
                load.flight().end(new Flight.Outcome.Unavailable(failure));
                led.remove(load.key());
                unavailable.add(load.key());
            }
        }

        /** Takes what was read: it is served, or missing. */
        private void take(EntryLoad load, ReadResult result, List<EntryLoad> missing, List<StaleEntry> stale) {
            load.read(result);
            if (!result.isServed()) {
                missing.add(load);
                return;
            }
            led.remove(load.key());
            load.flight().end(serve(load.address(), result, stale));
        }

        private Flight.Outcome serve(EntryAddress address, ReadResult result, List<StaleEntry> stale) {
            stats.countHit(result);
            if (result.value() instanceof EntryFormat.Failed failed) {
                remembered = new CachedFailureException(address.label(), failed.className());
                return new Flight.Outcome.Failed(remembered);
            }
            ReadResult.Version version = result.version();
            if (version != null && rules.needsRefresh(result)) {
                stale.add(new StaleEntry(address, version));
            }
            found(address.key(), result.value());
            return new Flight.Outcome.Value(result.value());
        }

        // ---- fill leases

        private void throwRemembered() {
            if (remembered != null) {
                throw remembered;
            }
        }

        private Operation<Boolean> requestLeases(List<EntryLoad> missing) {
            throwRemembered();
            for (EntryLoad load : missing) {
                if (resources.loaderThreads().isLoading(load.address().redisKey())) {
                    throw LoadRules.asksForItself(load.address());
                }
            }
            return requestUntilAnswered(missing, new ArrayList<>());
        }

        /** Entries that were stored meanwhile and cannot be decoded are requested again, to be replaced. */
        private Operation<Boolean> requestUntilAnswered(List<EntryLoad> missing, List<EntryLoad> granted) {
            if (missing.isEmpty()) {
                return load(granted);
            }
            others.watch(missing);
            Map<Boolean, List<EntryLoad>> parts =
                    missing.stream().collect(Collectors.partitioningBy(EntryLoad::isUndecodable));
            List<EntryLoad> absent = parts.getOrDefault(false, List.of());
            List<EntryLoad> undecodable = parts.getOrDefault(true, List.of());
            return OperationJoins.allOf(List.of(
                            replies(absent, leases::requestMissing), replies(undecodable, leases::requestToReplace)))
                    .then(replies -> {
                        List<EntryLoad> again = new ArrayList<>();
                        take(absent, replies.get(0), granted, again);
                        take(undecodable, replies.get(1), granted, again);
                        throwRemembered();
                        return requestUntilAnswered(again, granted);
                    });
        }

        /** The replies to requests for leases; a single one if Redis could not be reached. */
        private static Operation<List<LeaseReply>> replies(
                List<EntryLoad> loads, Function<List<EntryAddress>, Operation<List<LeaseReply>>> request) {
            return loads.isEmpty()
                    ? Operation.of(List.of())
                    : request.apply(addresses(loads))
                            .recover(failure -> Operation.of(List.of(new LeaseReply.Unavailable(failure))));
        }

        private void take(
                List<EntryLoad> loads, List<LeaseReply> replies, List<EntryLoad> granted, List<EntryLoad> again) {
            if (!replies.isEmpty() && replies.get(0) instanceof LeaseReply.Unavailable refused) {
                isUnavailable(loads, refused.failure());
                return;
            }
            List<StaleEntry> stale = new ArrayList<>();
            for (int i = 0; i < loads.size(); i++) {
                EntryLoad load = loads.get(i);
                LeaseReply reply = replies.get(i);
                if (reply instanceof LeaseReply.HeldByOther held) {
                    isHeld(load, held);
                    continue;
                }
                others.unwatch(load.key());
                if (reply instanceof LeaseReply.Hit hit) {
                    take(load, reader.decode(load.address(), hit), again, stale);
                    continue;
                }
                if (reply instanceof LeaseReply.Granted lease) {
                    load.granted(lease);
                }
                granted.add(load);
            }
            refresher.refresh(stale, loader);
        }

        private void isHeld(EntryLoad load, LeaseReply.HeldByOther held) {
            others.isHeld(load.key(), held);
            led.remove(load.key());
            load.flight().endWithRetry();
        }

        // ---- loading

        private Operation<Boolean> load(List<EntryLoad> granted) {
            if (granted.isEmpty()) {
                return Operation.of(true);
            }
            stats.misses.add(granted.size());
            granted.forEach(load -> led.remove(load.key())); // from here on, the runner ends their flights
            return runner.loadAll(granted, loader).map(values -> {
                values.forEach(this::found);
                return true;
            });
        }

        private Operation<Boolean> loadWhileUnavailable(List<Object> keys) {
            KeySpace keySpace = keySpaces.whileUnavailable();
            for (Object key : keys) {
                EntryAddress address = keySpace.address(key);
                if (resources.loaderThreads().isLoading(address.redisKey())) {
                    throw LoadRules.asksForItself(address);
                }
            }
            join(resources.unavailableFlights(), keySpace, keys);
            if (led.isEmpty()) {
                return Operation.of(true);
            }
            stats.loadsWhileUnavailable.increment();
            List<EntryLoad> loads = List.copyOf(led.values());
            EntryAddress first = loads.get(0).address();
            return permits.hold(
                    first.label(),
                    resources.client(),
                    deadlineNanos,
                    () -> rules.tooLate(first),
                    Operation.defer(() -> load(loads)));
        }

        // ---- waiting

        /** Waits once for all entries that other callers load; not before this caller has loaded its own. */
        private Operation<Boolean> waitForOthers() {
            if (others.isEmpty() || !unavailable.isEmpty()) {
                return Operation.of(true);
            }
            if (deadlineNanos - System.nanoTime() <= 0) {
                return serveKept();
            }
            return others.await(deadlineNanos).map(done -> {
                others.takeOutcomes(this::take);
                return true;
            });
        }

        private void take(Object key, Flight.Outcome outcome) {
            if (outcome instanceof Flight.Outcome.Value value) {
                found(key, value.value());
            } else if (outcome instanceof Flight.Outcome.Failed failed) {
                throw Failures.<RuntimeException>sneaky(failed.failure());
            } else if (outcome instanceof Flight.Outcome.Unavailable refused) {
                rules.requireTolerated(refused.failure());
                unavailable.add(key);
            }
        }

        /** The time is over: values that are kept for errors, or an exception. */
        private Operation<Boolean> serveKept() {
            List<Object> keys = List.copyOf(left);
            LoadTimeoutException late =
                    rules.tooLate(keySpaces.whileUnavailable().address(keys.get(0)));
            if (!rules.keepsForErrors()) {
                throw late;
            }
            return keySpaces
                    .current()
                    .then(keySpace -> reader.readAll(keySpace.addresses(keys)))
                    .map(results -> {
                        for (int i = 0; i < keys.size(); i++) {
                            ReadResult result = results.get(i);
                            if (!result.isValue() && result.kind() != ReadResult.Kind.STALE_ON_ERROR) {
                                throw late;
                            }
                            stats.staleServed.increment();
                            found(keys.get(i), result.value());
                        }
                        return true;
                    })
                    .withOwnTimeLimit();
        }
    }
}
