package io.github.dkredis.cache;

import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.Operations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A {@code getAll} with a loader: one read of all entries; one round trip that requests the fill leases of the missing
 * ones; one load of the entries whose lease was granted; and then, one by one, the entries that other callers load. A
 * caller loads and stores its own entries before it waits for others, so two such callers never wait for each other.
 */
final class BulkLoading {

    private final CacheResources resources;
    private final CacheOptions options;
    private final EntryFormat format;
    private final StatsCounter stats;
    private final EntryReader reader;
    private final FillLeases leases;
    private final Loading loading;
    private final Function<List<Object>, Operation<? extends Map<?, ?>>> loader;

    /** A missing entry whose flight this caller leads, and the reply to its request for the fill lease. */
    private record Requested(EntryAddress address, Flight flight, LeaseReply reply) {}

    /** An entry that this caller loads; without a lease its value is not stored. */
    private record Load(EntryAddress address, Flight flight, LeaseReply.@Nullable Granted lease) {}

    BulkLoading(
            CacheContext context,
            EntryReader reader,
            FillLeases leases,
            Loading loading,
            Function<List<Object>, Operation<? extends Map<?, ?>>> loader) {
        this.resources = context.resources();
        this.options = context.options();
        this.format = context.format();
        this.stats = context.stats();
        this.reader = reader;
        this.leases = leases;
        this.loading = loading;
        this.loader = loader;
    }

    /** Adds the entries of the keys to the map. */
    Operation<Map<Object, @Nullable Object>> get(List<Object> keys, Map<Object, @Nullable Object> found) {
        return loading.keySpace().then(keySpace -> {
            List<EntryAddress> addresses = keySpace.addresses(keys);
            return read(keySpace, addresses)
                    .then(results -> results.isPresent()
                            ? loadMissing(addresses, results.get(), found)
                            : loadWhileUnavailable(addresses, found));
        });
    }

    /** Empty if Redis cannot be reached, and the cache is to load all the same. */
    private Operation<Optional<List<ReadResult>>> read(KeySpace keySpace, List<EntryAddress> addresses) {
        if (keySpace.isUnavailable()) {
            return Operation.of(Optional.empty());
        }
        return reader.readAll(addresses)
                .<Optional<List<ReadResult>>>map(Optional::of)
                .recover(failure -> {
                    loading.requireTolerated(failure);
                    return Operation.of(Optional.empty());
                });
    }

    private Operation<Map<Object, @Nullable Object>> loadWhileUnavailable(
            List<EntryAddress> addresses, Map<Object, @Nullable Object> found) {
        stats.loadsWhileUnavailable.increment();
        List<Load> loads = addresses.stream()
                .map(address -> new Load(address, newFlight(address), null))
                .toList();
        return load(loads, found).map(done -> found);
    }

    private Flight newFlight(EntryAddress address) {
        return new Flight(address.redisKey(), format);
    }

    private Operation<Map<Object, @Nullable Object>> loadMissing(
            List<EntryAddress> addresses, List<ReadResult> results, Map<Object, @Nullable Object> found) {
        List<EntryAddress> missing = new ArrayList<>();
        for (int i = 0; i < addresses.size(); i++) {
            EntryAddress address = addresses.get(i);
            ReadResult result = results.get(i);
            if (result.isValue()) {
                stats.countHit(result);
                found.put(address.key(), result.value());
                if (result.kind() == ReadResult.Kind.STALE) {
                    loading.runner().refresh(address, single(address));
                }
            } else {
                missing.add(address);
            }
        }
        return missing.isEmpty()
                ? Operation.of(found)
                : request(missing).then(requested -> loadGranted(missing, requested, found));
    }

    /** Leads the flights that no other caller of this client leads, and requests their fill leases, all at once. */
    private Operation<List<Requested>> request(List<EntryAddress> missing) {
        List<Operation<Requested>> requests = new ArrayList<>();
        for (EntryAddress address : missing) {
            Flight mine = newFlight(address);
            if (resources.singleFlight().join(mine) == mine) {
                requests.add(leases.request(address)
                        .recover(failure -> Operation.<LeaseReply>of(new LeaseReply.Unavailable(failure)))
                        .map(reply -> new Requested(address, mine, reply)));
            }
        }
        return Operations.allOf(requests);
    }

    private Operation<Map<Object, @Nullable Object>> loadGranted(
            List<EntryAddress> missing, List<Requested> requested, Map<Object, @Nullable Object> found) {
        List<Load> loads = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (Requested one : requested) {
            LeaseReply reply = one.reply();
            if (reply instanceof LeaseReply.Hit || reply instanceof LeaseReply.HeldByOther) {
                resources.singleFlight().completeWithRetry(one.flight());
            } else {
                LeaseReply.Granted lease = reply instanceof LeaseReply.Granted granted ? granted : null;
                loads.add(new Load(one.address(), one.flight(), lease));
                if (reply instanceof LeaseReply.Unavailable unavailable) {
                    failures.add(unavailable.failure());
                }
            }
        }
        for (Throwable failure : failures) {
            try {
                loading.requireTolerated(failure);
            } catch (RuntimeException | Error e) {
                loads.forEach(load -> fail(load, e));
                throw e;
            }
        }
        return load(loads, found).then(done -> waitForOthers(missing, found));
    }

    private Operation<Boolean> load(List<Load> loads, Map<Object, @Nullable Object> found) {
        if (loads.isEmpty()) {
            return Operation.of(true);
        }
        long begin = System.nanoTime();
        long leaseEnd = begin + TimeUnit.MILLISECONDS.toNanos(options.fillLeaseMillis());
        loads.forEach(load -> load.flight().beginsLoad(leaseEnd));
        List<Flight> flights = loads.stream().map(Load::flight).toList();
        List<Object> keys = loads.stream().map(load -> load.address().key()).toList();
        stats.misses.add(loads.size());
        Operation<Map<?, ?>> call = Operation.defer(() -> loader.apply(keys).<Map<?, ?>>map(loaded -> loaded));
        return resources
                .loaderThreads()
                .marking(flights, call)
                .map(loaded -> {
                    stats.loaded(System.nanoTime() - begin);
                    loads.forEach(load -> complete(load, loaded, found));
                    return true;
                })
                .whenDone((done, failure) -> {
                    if (failure != null) {
                        stats.loadFailed(System.nanoTime() - begin);
                        loads.forEach(load -> fail(load, failure));
                    }
                });
    }

    /** A key that the loader leaves out has the value null. */
    private void complete(Load load, Map<?, ?> loaded, Map<Object, @Nullable Object> found) {
        Object value = loaded.get(load.address().key());
        leases.store(load.address(), load.lease(), value);
        found.put(load.address().key(), value);
        resources.singleFlight().complete(load.flight(), value, null);
    }

    private void fail(Load load, Throwable failure) {
        leases.storeFailure(load.address(), load.lease(), failure);
        resources.singleFlight().complete(load.flight(), null, failure);
    }

    private Operation<Map<Object, @Nullable Object>> waitForOthers(
            List<EntryAddress> missing, Map<Object, @Nullable Object> found) {
        Operation<Map<Object, @Nullable Object>> all = Operation.of(found);
        for (EntryAddress address : missing) {
            if (!found.containsKey(address.key())) {
                all = all.then(before -> loading.get(address.key(), single(address)))
                        .map(value -> {
                            found.put(address.key(), value);
                            return found;
                        });
            }
        }
        return all;
    }

    private Operation<@Nullable Object> single(EntryAddress address) {
        return Operation.defer(
                () -> loader.apply(List.of(address.key())).<@Nullable Object>map(loaded -> loaded.get(address.key())));
    }
}
