package io.github.dkredis.cache;

import io.github.dkredis.internal.Call;
import io.github.dkredis.internal.Client;
import io.github.dkredis.internal.Names;
import io.github.dkredis.internal.Pending;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One cache: what its public faces stand on. Keys and values are the caller's; all operations are here once. */
final class Engine {

    /** How often an operation is begun anew because the generation has changed under it. */
    private static final int GENERATIONS_AT_MOST = 100;

    final Client client;
    final Flights flights;
    final Form form;
    final CacheOptions options;
    final Counters counters;
    final Spaces spaces;
    final Reader reader;
    private final String name;
    private final Caches home;
    private final @Nullable Near near;
    private final Loading loading;

    Engine(Caches home, String name, Form form, CacheOptions options, boolean named) {
        this(home, name, form, options, named, new Counters());
    }

    private Engine(Caches home, String name, Form form, CacheOptions options, boolean named, Counters counters) {
        this.home = home;
        this.counters = counters;
        this.client = home.client();
        this.flights = home.flights();
        this.name = name;
        this.form = form;
        this.options = options;
        Fleet fleet = named ? home.fleet() : null;
        this.near = fleet == null || options.nearSize() == 0
                ? null
                : new Near(fleet.tracking(), home.clock(), options.nearSize(), options.nearTtlMillis());
        if (fleet == null) {
            this.spaces = PythonSpace.INSTANCE;
        } else {
            this.spaces = new Generations(client, fleet, name, this::forgetAll);
            if (near != null) {
                String prefix = "dkredis:cache:" + name + ":";
                fleet.tracking().onInvalidate(changed -> invalidated(near, prefix, changed));
            }
        }
        this.reader = new Reader(client, form, options, counters, home.settling(), fleet, near);
        this.loading = new Loading(this);
    }

    /** The shared cache with another type or time to live. */
    Engine derived(Form otherForm, CacheOptions otherOptions) {
        return new Engine(home, name, otherForm, otherOptions, false, counters);
    }

    Flight newFlight(Slot slot) {
        return new Flight(flights, slot.name(), form);
    }

    Settling settling() {
        return home.settling();
    }

    Fleet fleet() {
        return home.fleet();
    }

    Executor refreshes() {
        return options.refreshExecutor() != null ? options.refreshExecutor() : home.refreshes();
    }

    Space awaySpace(RuntimeException failure) {
        if (spaces instanceof Generations generations) {
            return generations.away();
        }
        throw failure;
    }

    // ---- the near cache

    /** The value that is in this JVM, {@link Near#NULL} for a cached null, or null if there is none. */
    @Nullable
    Object nearHit(Object key) {
        if (near == null) {
            return null;
        }
        Object value = near.hit(key);
        if (value != null) {
            counters.nearHit();
        }
        return value;
    }

    long nearSize() {
        return near == null ? 0 : near.size();
    }

    /** {@code <prefix><generation>:<key>}: the generation has no colon. */
    private static void invalidated(Near near, String prefix, @Nullable String changed) {
        if (changed == null) {
            near.raiseAll();
        } else if (changed.startsWith(prefix)) {
            int colon = changed.indexOf(':', prefix.length());
            if (colon > 0) {
                near.invalidate(withBraces(changed.substring(colon + 1)));
            }
        }
    }

    private static String withBraces(String text) {
        return text.indexOf('%') < 0
                ? text
                : text.replace("%7B", "{").replace("%7D", "}").replace("%25", "%");
    }

    private void forgetAll() {
        if (near != null) {
            near.raiseAll();
        }
    }

    /** An entry is being changed from here: what was read before must not be served to who comes now. */
    private void raise(Slot slot) {
        if (near != null) {
            near.raise(slot.key());
        }
        flights.detach(slot.name());
    }

    // ---- operations

    Pending<Seen> find(Object key) {
        spaces.check(key);
        return spaces.current().then(space -> reader.read(space.slot(key))).then(seen -> Pending.of(counted(seen)));
    }

    /** What can be served, or a miss. */
    Seen counted(Seen seen) {
        boolean served = seen.isServed() && !(seen.value() instanceof Form.Failed);
        (served ? counters.farHits : counters.misses).increment();
        if (served && seen.kind() == Seen.Kind.STALE) {
            counters.staleServed.increment();
        }
        return served ? seen : Seen.MISS;
    }

    Pending<@Nullable Object> get(Object key, Pending<?> load) {
        spaces.check(key);
        return loading.get(key, load);
    }

    Pending<Map<Object, @Nullable Object>> getAll(List<?> keys) {
        Map<Object, @Nullable Object> found = new LinkedHashMap<>();
        List<Object> rest = nearHits(keys, found);
        if (rest.isEmpty()) {
            return Pending.of(found);
        }
        return spaces.current()
                .then(space -> reader.readAll(slots(space, rest)))
                .then(all -> {
                    for (int i = 0; i < rest.size(); i++) {
                        Seen seen = counted(all.get(i));
                        if (seen.isServed()) {
                            found.put(rest.get(i), seen.value());
                        }
                    }
                    return Pending.of(found);
                });
    }

    Pending<Map<Object, @Nullable Object>> getAll(
            List<?> keys, Function<List<Object>, Pending<? extends Map<?, ?>>> bulk) {
        Map<Object, @Nullable Object> found = new LinkedHashMap<>();
        List<Object> rest = nearHits(keys, found);
        return rest.isEmpty() ? Pending.of(found) : new BulkLoading(this, loading, bulk).get(rest, found);
    }

    private List<Object> nearHits(List<?> keys, Map<Object, @Nullable Object> found) {
        List<Object> rest = new ArrayList<>(keys.size());
        for (Object key : new java.util.LinkedHashSet<>(keys)) {
            Object value = nearHit(key);
            if (value == null) {
                spaces.check(key);
                rest.add(key);
            } else {
                found.put(key, value == Near.NULL ? null : value);
            }
        }
        return rest;
    }

    static List<Slot> slots(Space space, List<Object> keys) {
        return keys.stream().map(space::slot).toList();
    }

    Pending<Boolean> put(Object key, @Nullable Object value, long ttlMillis) {
        spaces.check(key);
        long ttl = loading.fills().ttl(ttlMillis);
        return change(
                        key,
                        GENERATIONS_AT_MOST,
                        (slot, first) -> first
                                ? CacheScripts.put(client, slot, form.encode(slot, value), ttl)
                                : CacheScripts.remove(client, slot))
                .then(stored -> Pending.of(stored > 0));
    }

    Pending<Boolean> remove(Object key) {
        spaces.check(key);
        return change(key, GENERATIONS_AT_MOST, (slot, first) -> CacheScripts.remove(client, slot))
                .then(removed -> Pending.of(removed > 0));
    }

    Pending<Void> clear() {
        return spaces.clear().atEnd((done, failure) -> flights.detachAll());
    }

    /** A script that changes an entry. */
    @FunctionalInterface
    interface Change {
        Call<Long, Long> of(Slot slot, boolean first);
    }

    /** Changes all entries that the key may have, the first at last; anew if their generation has ended. */
    Pending<Long> change(Object key, int attempts, Change change) {
        return spaces.current().then(space -> {
            List<Slot> slots = space.slots(key);
            Pending<Long> all = Pending.of(-1L);
            for (int i = slots.size() - 1; i >= 0; i--) {
                Slot slot = slots.get(i);
                Call<Long, Long> call = change.of(slot, i == 0);
                all = all.then(before -> raising(slot, call).then(now -> Pending.of(Math.max(before, now))));
            }
            return all.then(changed -> {
                if (changed >= 0) {
                    return Pending.of(changed);
                }
                spaces.outdated(space);
                if (attempts == 0) {
                    throw new IllegalStateException("cache " + Names.quoted(name) + " is being cleared all the time");
                }
                return change(key, attempts - 1, change);
            });
        });
    }

    Pending<Long> raising(Slot slot, Pending<Long> call) {
        return Pending.of(true)
                .then(begun -> {
                    raise(slot);
                    return call;
                })
                .atEnd((reply, failure) -> raise(slot));
    }

    @Override
    public String toString() {
        return "Cache[" + name + "]";
    }
}
