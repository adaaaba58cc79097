package io.github.dkredis.cache;

import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.command.Call;
import io.github.dkredis.internal.connection.Client;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One cache: what its public faces stand on. Keys and values are the caller's; all operations are here once. */
final class CacheOperations {

    /** How often an operation is begun anew because the generation has changed under it. */
    private static final int GENERATIONS_AT_MOST = 100;

    final Client client;
    final SingleFlight flights;
    final EntryFormat form;
    final CacheOptions options;
    final StatsCounter counters;
    final KeySpaceSource spaces;
    final EntryReader reader;
    private final String name;
    private final Caches home;
    private final @Nullable NearCache near;
    private final Loading loading;

    CacheOperations(Caches home, String name, EntryFormat form, CacheOptions options, boolean named) {
        this(home, name, form, options, named, new StatsCounter());
    }

    private CacheOperations(
            Caches home, String name, EntryFormat form, CacheOptions options, boolean named, StatsCounter counters) {
        this.home = home;
        this.counters = counters;
        this.client = home.client();
        this.flights = home.flights();
        this.name = name;
        this.form = form;
        this.options = options;
        LoadNotifications fleet = named ? home.fleet() : null;
        this.near = fleet == null || options.nearSize() == 0
                ? null
                : new NearCache(fleet.tracking(), home.clock(), options.nearSize(), options.nearTtlMillis());
        if (fleet == null) {
            this.spaces = PythonKeySpace.INSTANCE;
        } else {
            this.spaces = new GenerationSource(client, fleet, name, this::forgetAll);
            if (near != null) {
                String prefix = client.keys().cache(name);
                fleet.tracking().onInvalidate(changed -> invalidated(near, prefix, changed));
            }
        }
        this.reader = new EntryReader(client, form, options, counters, home.settling(), fleet, near);
        this.loading = new Loading(this);
    }

    /** The shared cache with another type or time to live. */
    CacheOperations derived(EntryFormat otherForm, CacheOptions otherOptions) {
        return new CacheOperations(home, name, otherForm, otherOptions, false, counters);
    }

    Flight newFlight(EntryAddress slot) {
        return new Flight(flights, slot.name(), form);
    }

    UnconfirmedFills settling() {
        return home.settling();
    }

    LoadNotifications fleet() {
        return home.fleet();
    }

    Executor refreshes() {
        return options.refreshExecutor() != null ? options.refreshExecutor() : home.refreshes();
    }

    KeySpace awaySpace(RuntimeException failure) {
        if (spaces instanceof GenerationSource generations) {
            return generations.away();
        }
        throw failure;
    }

    // ---- the near cache

    /** The value that is in this JVM, {@link NearCache#NULL} for a cached null, or null if there is none. */
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
    private static void invalidated(NearCache near, String prefix, @Nullable String changed) {
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
    private void raise(EntryAddress slot) {
        if (near != null) {
            near.raise(slot.key());
        }
        flights.detach(slot.name());
    }

    // ---- operations

    Operation<ReadResult> find(Object key) {
        spaces.check(key);
        return spaces.current().then(space -> reader.read(space.slot(key))).map(seen -> counted(seen));
    }

    /** What can be served, or a miss. */
    ReadResult counted(ReadResult seen) {
        boolean served = seen.isServed() && !(seen.value() instanceof EntryFormat.Failed);
        (served ? counters.farHits : counters.misses).increment();
        if (served && seen.kind() == ReadResult.Kind.STALE) {
            counters.staleServed.increment();
        }
        return served ? seen : ReadResult.MISS;
    }

    Operation<@Nullable Object> get(Object key, Operation<?> load) {
        spaces.check(key);
        return loading.get(key, load);
    }

    Operation<Map<Object, @Nullable Object>> getAll(List<?> keys) {
        Map<Object, @Nullable Object> found = new LinkedHashMap<>();
        List<Object> rest = nearHits(keys, found);
        if (rest.isEmpty()) {
            return Operation.of(found);
        }
        return spaces.current()
                .then(space -> reader.readAll(slots(space, rest)))
                .then(all -> {
                    for (int i = 0; i < rest.size(); i++) {
                        ReadResult seen = counted(all.get(i));
                        if (seen.isServed()) {
                            found.put(rest.get(i), seen.value());
                        }
                    }
                    return Operation.of(found);
                });
    }

    Operation<Map<Object, @Nullable Object>> getAll(
            List<?> keys, Function<List<Object>, Operation<? extends Map<?, ?>>> bulk) {
        Map<Object, @Nullable Object> found = new LinkedHashMap<>();
        List<Object> rest = nearHits(keys, found);
        return rest.isEmpty() ? Operation.of(found) : new BulkLoading(this, loading, bulk).get(rest, found);
    }

    private List<Object> nearHits(List<?> keys, Map<Object, @Nullable Object> found) {
        List<Object> rest = new ArrayList<>(keys.size());
        for (Object key : new java.util.LinkedHashSet<>(keys)) {
            Object value = nearHit(key);
            if (value == null) {
                spaces.check(key);
                rest.add(key);
            } else {
                found.put(key, value == NearCache.NULL ? null : value);
            }
        }
        return rest;
    }

    static List<EntryAddress> slots(KeySpace space, List<Object> keys) {
        return keys.stream().map(space::slot).toList();
    }

    Operation<Boolean> put(Object key, @Nullable Object value, long ttlMillis) {
        spaces.check(key);
        long ttl = loading.fills().ttl(ttlMillis);
        return change(
                        key,
                        GENERATIONS_AT_MOST,
                        (slot, first) -> first
                                ? CacheScripts.put(client, slot, form.encode(slot, value), ttl)
                                : CacheScripts.remove(client, slot))
                .map(stored -> stored > 0);
    }

    Operation<Boolean> remove(Object key) {
        spaces.check(key);
        return change(key, GENERATIONS_AT_MOST, (slot, first) -> CacheScripts.remove(client, slot))
                .map(removed -> removed > 0);
    }

    Operation<Void> clear() {
        return spaces.clear().whenDone((done, failure) -> flights.detachAll());
    }

    /** A script that changes an entry. */
    @FunctionalInterface
    interface Change {
        Call<Long, Long> of(EntryAddress slot, boolean first);
    }

    /** Changes all entries that the key may have, the first at last; anew if their generation has ended. */
    Operation<Long> change(Object key, int attempts, Change change) {
        return spaces.current().then(space -> {
            List<EntryAddress> slots = space.slots(key);
            Operation<Long> all = Operation.of(-1L);
            for (int i = slots.size() - 1; i >= 0; i--) {
                EntryAddress slot = slots.get(i);
                Call<Long, Long> call = change.of(slot, i == 0);
                all = all.then(before -> raising(slot, call).map(now -> Math.max(before, now)));
            }
            return all.then(changed -> {
                if (changed >= 0) {
                    return Operation.of(changed);
                }
                spaces.outdated(space);
                if (attempts == 0) {
                    throw new IllegalStateException("cache " + Keys.quoted(name) + " is being cleared all the time");
                }
                return change(key, attempts - 1, change);
            });
        });
    }

    Operation<Long> raising(EntryAddress slot, Operation<Long> call) {
        return Operation.of(true)
                .then(begun -> {
                    raise(slot);
                    return call;
                })
                .whenDone((reply, failure) -> raise(slot));
    }

    @Override
    public String toString() {
        return "Cache[" + name + "]";
    }
}
