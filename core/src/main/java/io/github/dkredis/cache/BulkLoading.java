package io.github.dkredis.cache;

import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.Operations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way of a {@code getAll} with a loader: one read of all entries; one round trip that asks the fleet for those that are
 * missing; one load of those that are the caller's to load; and then, one by one, what others load. What is its own is loaded
 * and stored before it waits for others, so that two such callers never wait for each other.
 */
final class BulkLoading {

    private static final List<ReadResult> NOT_READ = new ArrayList<>(0);

    private final CacheOperations operations;
    private final Loading loading;
    private final Function<List<Object>, Operation<? extends Map<?, ?>>> bulk;

    /** A missing entry that this caller leads. */
    private record Led(EntryAddress address, Flight flight, LeaseReply lookup) {

        LeaseReply.@Nullable Granted lease() {
            return lookup instanceof LeaseReply.Granted yours ? yours : null;
        }
    }

    BulkLoading(
            CacheOperations operations, Loading loading, Function<List<Object>, Operation<? extends Map<?, ?>>> bulk) {
        this.operations = operations;
        this.loading = loading;
        this.bulk = bulk;
    }

    Operation<Map<Object, @Nullable Object>> get(List<Object> keys, Map<Object, @Nullable Object> found) {
        return loading.keySpace().then(keySpace -> {
            List<EntryAddress> addresses = CacheOperations.addresses(keySpace, keys);
            return (keySpace.isAway()
                            ? Operation.of(NOT_READ)
                            : operations.reader.readAll(addresses).recover(this::notRead))
                    .then(results ->
                            results == NOT_READ ? loadAway(addresses, found) : loadMissing(addresses, results, found));
        });
    }

    private Operation<List<ReadResult>> notRead(Throwable failure) {
        loading.toleratedOrThrown(failure);
        return Operation.of(NOT_READ);
    }

    private Operation<Map<Object, @Nullable Object>> loadAway(
            List<EntryAddress> addresses, Map<Object, @Nullable Object> found) {
        operations.stats.loadsWhileAway.increment();
        List<Led> own = addresses.stream()
                .map(address -> new Led(address, operations.newFlight(address), new LeaseReply.Invalidating()))
                .toList();
        return load(own, found).map(done -> found);
    }

    private Operation<Map<Object, @Nullable Object>> loadMissing(
            List<EntryAddress> addresses, List<ReadResult> results, Map<Object, @Nullable Object> found) {
        List<EntryAddress> missing = new ArrayList<>();
        for (int i = 0; i < addresses.size(); i++) {
            EntryAddress address = addresses.get(i);
            if (results.get(i).isServed() && !(results.get(i).value() instanceof EntryFormat.Failed)) {
                found.put(address.key(), operations.counted(results.get(i)).value());
                if (results.get(i).kind() == ReadResult.Kind.STALE) {
                    loading.fills().refresh(address, single(address));
                }
            } else {
                missing.add(address);
            }
        }
        return missing.isEmpty() ? Operation.of(found) : ask(missing).then(led -> loadOwn(missing, led, found));
    }

    /** Leads what nobody in this client leads, and asks the fleet for it, all at once. */
    private Operation<List<Led>> ask(List<EntryAddress> missing) {
        List<Operation<Led>> asked = new ArrayList<>();
        for (EntryAddress address : missing) {
            Flight mine = operations.newFlight(address);
            if (operations.flights.join(mine) == mine) {
                String token = operations.notifications().token();
                asked.add(CacheScripts.lookup(
                                operations.client,
                                address,
                                token,
                                operations.options.fillLeaseMillis(),
                                operations.notifications().id(),
                                operations.options.staleOnErrorMillis())
                        .map(reply -> LeaseReply.of(token, reply))
                        .recover(failure -> Operation.<LeaseReply>of(new LeaseReply.Unavailable(failure)))
                        .map(lookup -> new Led(address, mine, lookup)));
            }
        }
        return Operations.allOf(asked);
    }

    private Operation<Map<Object, @Nullable Object>> loadOwn(
            List<EntryAddress> missing, List<Led> led, Map<Object, @Nullable Object> found) {
        List<Led> own = new ArrayList<>();
        for (Led one : led) {
            if (one.lookup() instanceof LeaseReply.Hit || one.lookup() instanceof LeaseReply.HeldByOther) {
                operations.flights.land(
                        one.flight(), null, new InterruptedException()); // who has joined leads for itself
            } else {
                own.add(one);
            }
        }
        for (Led one : own) {
            if (one.lookup() instanceof LeaseReply.Unavailable away) {
                try {
                    loading.toleratedOrThrown(away.failure());
                } catch (RuntimeException | Error e) {
                    own.forEach(each -> failed(each, e));
                    throw e;
                }
            }
        }
        return load(own, found).then(done -> others(missing, found));
    }

    private Operation<Boolean> load(List<Led> own, Map<Object, @Nullable Object> found) {
        if (own.isEmpty()) {
            return Operation.of(true);
        }
        long begin = System.nanoTime();
        long leaseEnd = begin + TimeUnit.MILLISECONDS.toNanos(operations.options.fillLeaseMillis());
        own.forEach(one -> one.flight().loads(leaseEnd));
        List<Object> keys = own.stream().map(one -> one.address().key()).toList();
        operations.stats.misses.add(own.size());
        return Operation.of(true)
                .<Map<?, ?>>then(go -> Load.marked(
                        own.stream().map(Led::flight).toList(), bulk.apply(keys).then(Operation::of)))
                .<Boolean>then(loaded -> {
                    operations.stats.loaded(System.nanoTime() - begin);
                    own.forEach(one -> land(one, loaded, found));
                    return Operation.of(true);
                })
                .whenDone((done, failure) -> {
                    if (failure != null) {
                        operations.stats.loadFailed(System.nanoTime() - begin);
                        own.forEach(one -> failed(one, failure));
                    }
                });
    }

    /** What the loader leaves out is a null. */
    private void land(Led one, Map<?, ?> loaded, Map<Object, @Nullable Object> found) {
        Object value = loaded.get(one.address().key());
        loading.fills().store(one.address(), one.lease(), value);
        found.put(one.address().key(), value);
        operations.flights.land(one.flight(), value, null);
    }

    private void failed(Led one, Throwable failure) {
        loading.fills().failed(one.address(), one.lease(), failure);
        operations.flights.land(one.flight(), null, failure);
    }

    private Operation<Map<Object, @Nullable Object>> others(
            List<EntryAddress> missing, Map<Object, @Nullable Object> found) {
        Operation<Map<Object, @Nullable Object>> all = Operation.of(found);
        for (EntryAddress address : missing) {
            if (!found.containsKey(address.key())) {
                all = all.then(before -> loading.get(address.key(), single(address)))
                        .then(value -> {
                            found.put(address.key(), value);
                            return Operation.of(found);
                        });
            }
        }
        return all;
    }

    private Operation<@Nullable Object> single(EntryAddress address) {
        return Operation.of(true)
                .then(go -> bulk.apply(List.of(address.key())))
                .then(loaded -> Operation.ofNullable(loaded.get(address.key())));
    }
}
