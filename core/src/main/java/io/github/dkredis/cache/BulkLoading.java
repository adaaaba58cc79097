package io.github.dkredis.cache;

import io.github.dkredis.internal.Pending;
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

    private static final List<Seen> NOT_READ = new ArrayList<>(0);

    private final Engine engine;
    private final Loading loading;
    private final Function<List<Object>, Pending<? extends Map<?, ?>>> bulk;

    /** A missing entry that this caller leads. */
    private record Led(Slot slot, Flight flight, Lookup lookup) {

        Lookup.@Nullable Yours lease() {
            return lookup instanceof Lookup.Yours yours ? yours : null;
        }
    }

    BulkLoading(Engine engine, Loading loading, Function<List<Object>, Pending<? extends Map<?, ?>>> bulk) {
        this.engine = engine;
        this.loading = loading;
        this.bulk = bulk;
    }

    Pending<Map<Object, @Nullable Object>> get(List<Object> keys, Map<Object, @Nullable Object> found) {
        return loading.space().then(space -> {
            List<Slot> slots = Engine.slots(space, keys);
            return (space.isAway()
                            ? Pending.of(NOT_READ)
                            : engine.reader.readAll(slots).orElse(this::notRead))
                    .then(seen -> seen == NOT_READ ? loadAway(slots, found) : loadMissing(slots, seen, found));
        });
    }

    private Pending<List<Seen>> notRead(Throwable failure) {
        loading.toleratedOrThrown(failure);
        return Pending.of(NOT_READ);
    }

    private Pending<Map<Object, @Nullable Object>> loadAway(List<Slot> slots, Map<Object, @Nullable Object> found) {
        engine.counters.loadsWhileAway.increment();
        List<Led> own = slots.stream()
                .map(slot -> new Led(slot, engine.newFlight(slot), new Lookup.Covered()))
                .toList();
        return load(own, found).then(done -> Pending.of(found));
    }

    private Pending<Map<Object, @Nullable Object>> loadMissing(
            List<Slot> slots, List<Seen> seen, Map<Object, @Nullable Object> found) {
        List<Slot> missing = new ArrayList<>();
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            if (seen.get(i).isServed() && !(seen.get(i).value() instanceof Form.Failed)) {
                found.put(slot.key(), engine.counted(seen.get(i)).value());
                if (seen.get(i).kind() == Seen.Kind.STALE) {
                    loading.fills().refresh(slot, single(slot));
                }
            } else {
                missing.add(slot);
            }
        }
        return missing.isEmpty() ? Pending.of(found) : ask(missing).then(led -> loadOwn(missing, led, found));
    }

    /** Leads what nobody in this client leads, and asks the fleet for it, all at once. */
    private Pending<List<Led>> ask(List<Slot> missing) {
        List<Pending<Led>> asked = new ArrayList<>();
        for (Slot slot : missing) {
            Flight mine = engine.newFlight(slot);
            if (engine.flights.join(mine) == mine) {
                String token = engine.fleet().token();
                asked.add(CacheScripts.lookup(
                                engine.client,
                                slot,
                                token,
                                engine.options.fillLeaseMillis(),
                                engine.fleet().id(),
                                engine.options.staleOnErrorMillis())
                        .map(reply -> Lookup.of(token, reply))
                        .orElse(failure -> Pending.<Lookup>of(new Lookup.Away(failure)))
                        .then(lookup -> Pending.of(new Led(slot, mine, lookup))));
            }
        }
        return new Together<>("cache getAll", asked);
    }

    private Pending<Map<Object, @Nullable Object>> loadOwn(
            List<Slot> missing, List<Led> led, Map<Object, @Nullable Object> found) {
        List<Led> own = new ArrayList<>();
        for (Led one : led) {
            if (one.lookup() instanceof Lookup.There || one.lookup() instanceof Lookup.Wait) {
                engine.flights.land(one.flight(), null, new InterruptedException()); // who has joined leads for itself
            } else {
                own.add(one);
            }
        }
        for (Led one : own) {
            if (one.lookup() instanceof Lookup.Away away) {
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

    private Pending<Boolean> load(List<Led> own, Map<Object, @Nullable Object> found) {
        if (own.isEmpty()) {
            return Pending.of(true);
        }
        long begin = System.nanoTime();
        long leaseEnd = begin + TimeUnit.MILLISECONDS.toNanos(engine.options.fillLeaseMillis());
        own.forEach(one -> one.flight().loads(leaseEnd));
        List<Object> keys = own.stream().map(one -> one.slot().key()).toList();
        engine.counters.misses.add(own.size());
        return Pending.of(true)
                .<Map<?, ?>>then(go -> Load.marked(
                        own.stream().map(Led::flight).toList(), bulk.apply(keys).then(Pending::of)))
                .<Boolean>then(loaded -> {
                    engine.counters.loaded(System.nanoTime() - begin);
                    own.forEach(one -> land(one, loaded, found));
                    return Pending.of(true);
                })
                .atEnd((done, failure) -> {
                    if (failure != null) {
                        engine.counters.loadFailed(System.nanoTime() - begin);
                        own.forEach(one -> failed(one, failure));
                    }
                });
    }

    /** What the loader leaves out is a null. */
    private void land(Led one, Map<?, ?> loaded, Map<Object, @Nullable Object> found) {
        Object value = loaded.get(one.slot().key());
        loading.fills().store(one.slot(), one.lease(), value);
        found.put(one.slot().key(), value);
        engine.flights.land(one.flight(), value, null);
    }

    private void failed(Led one, Throwable failure) {
        loading.fills().failed(one.slot(), one.lease(), failure);
        engine.flights.land(one.flight(), null, failure);
    }

    private Pending<Map<Object, @Nullable Object>> others(List<Slot> missing, Map<Object, @Nullable Object> found) {
        Pending<Map<Object, @Nullable Object>> all = Pending.of(found);
        for (Slot slot : missing) {
            if (!found.containsKey(slot.key())) {
                all = all.then(before -> loading.get(slot.key(), single(slot))).then(value -> {
                    found.put(slot.key(), value);
                    return Pending.of(found);
                });
            }
        }
        return all;
    }

    private Pending<@Nullable Object> single(Slot slot) {
        return Pending.of(true)
                .then(go -> bulk.apply(List.of(slot.key())))
                .then(loaded -> Pending.ofNullable(loaded.get(slot.key())));
    }
}
