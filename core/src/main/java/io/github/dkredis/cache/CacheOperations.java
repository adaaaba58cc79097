package io.github.dkredis.cache;

import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.Operation;
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
    final EntryFormat format;
    final CacheOptions options;
    final StatsCounter stats;
    final KeySpaceSource keySpaces;
    final EntryReader reader;
    private final String name;
    private final CacheRegistry home;
    private final @Nullable NearCache near;
    private final Loading loading;

    CacheOperations(CacheRegistry home, String name, EntryFormat format, CacheOptions options, boolean named) {
        this(home, name, format, options, named, new StatsCounter());
    }

    private CacheOperations(
            CacheRegistry home,
            String name,
            EntryFormat format,
            CacheOptions options,
            boolean named,
            StatsCounter stats) {
        this.home = home;
        this.stats = stats;
        this.client = home.client();
        this.flights = home.flights();
        this.name = name;
        this.format = format;
        this.options = options;
        LoadNotifications notifications = named ? home.notifications() : null;
        this.near = notifications == null || options.nearSize() == 0
                ? null
                : new NearCache(notifications.tracking(), home.clock(), options.nearSize(), options.nearTtlMillis());
        if (notifications == null) {
            this.keySpaces = PythonKeySpace.INSTANCE;
        } else {
            this.keySpaces = new GenerationSource(client, notifications, name, this::forgetAll);
            if (near != null) {
                String prefix = client.keys().cache(name);
                notifications.tracking().onInvalidate(changed -> invalidated(near, prefix, changed));
            }
        }
        this.reader = new EntryReader(client, format, options, stats, home.unconfirmedFills(), notifications, near);
        this.loading = new Loading(this);
    }

    /** The shared cache with another type or time to live. */
    CacheOperations derived(EntryFormat otherFormat, CacheOptions otherOptions) {
        return new CacheOperations(home, name, otherFormat, otherOptions, false, stats);
    }

    Flight newFlight(EntryAddress address) {
        return new Flight(flights, address.name(), format);
    }

    UnconfirmedFills unconfirmedFills() {
        return home.unconfirmedFills();
    }

    LoadNotifications notifications() {
        return home.notifications();
    }

    Executor refreshes() {
        return options.refreshExecutor() != null ? options.refreshExecutor() : home.refreshes();
    }

    KeySpace keySpaceWhileUnavailable(RuntimeException failure) {
        if (keySpaces instanceof GenerationSource generations) {
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
            stats.nearHit();
        }
        return value;
    }

    long nearSize() {
        return near == null ? 0 : near.size();
    }

    /** {@code <prefix><generation>:<key>}: the generation has no colon. */
    private static void invalidated(NearCache near, String prefix, @Nullable String changed) {
        if (changed == null) {
            near.advanceAllEpochs();
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
            near.advanceAllEpochs();
        }
    }

    /** An entry is being changed from here: what was read before must not be served to who comes now. */
    private void advanceEpoch(EntryAddress address) {
        if (near != null) {
            near.advanceEpoch(address.key());
        }
        flights.detach(address.name());
    }

    // ---- operations

    Operation<ReadResult> find(Object key) {
        keySpaces.check(key);
        return keySpaces
                .current()
                .then(keySpace -> reader.read(keySpace.address(key)))
                .map(result -> counted(result));
    }

    /** What can be served, or a miss. */
    ReadResult counted(ReadResult result) {
        boolean served = result.isServed() && !(result.value() instanceof EntryFormat.Failed);
        (served ? stats.farHits : stats.misses).increment();
        if (served && result.kind() == ReadResult.Kind.STALE) {
            stats.staleServed.increment();
        }
        return served ? result : ReadResult.MISS;
    }

    Operation<@Nullable Object> get(Object key, Operation<?> load) {
        keySpaces.check(key);
        return loading.get(key, load);
    }

    Operation<Map<Object, @Nullable Object>> getAll(List<?> keys) {
        Map<Object, @Nullable Object> found = new LinkedHashMap<>();
        List<Object> rest = nearHits(keys, found);
        if (rest.isEmpty()) {
            return Operation.of(found);
        }
        return keySpaces
                .current()
                .then(keySpace -> reader.readAll(addresses(keySpace, rest)))
                .then(all -> {
                    for (int i = 0; i < rest.size(); i++) {
                        ReadResult result = counted(all.get(i));
                        if (result.isServed()) {
                            found.put(rest.get(i), result.value());
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
                keySpaces.check(key);
                rest.add(key);
            } else {
                found.put(key, value == NearCache.NULL ? null : value);
            }
        }
        return rest;
    }

    static List<EntryAddress> addresses(KeySpace keySpace, List<Object> keys) {
        return keys.stream().map(keySpace::address).toList();
    }

    Operation<Boolean> put(Object key, @Nullable Object value, long ttlMillis) {
        keySpaces.check(key);
        long ttl = loading.fills().ttl(ttlMillis);
        return change(
                        key,
                        GENERATIONS_AT_MOST,
                        (address, first) -> first
                                ? CacheScripts.put(client, address, format.encode(address, value), ttl)
                                : CacheScripts.remove(client, address))
                .map(stored -> stored > 0);
    }

    Operation<Boolean> remove(Object key) {
        keySpaces.check(key);
        return change(key, GENERATIONS_AT_MOST, (address, first) -> CacheScripts.remove(client, address))
                .map(removed -> removed > 0);
    }

    Operation<Void> clear() {
        return keySpaces.clear().whenDone((done, failure) -> flights.detachAll());
    }

    /** A script that changes an entry. */
    @FunctionalInterface
    interface Change {
        Call<Long, Long> of(EntryAddress address, boolean first);
    }

    /** Changes all entries that the key may have, the first at last; anew if their generation has ended. */
    Operation<Long> change(Object key, int attempts, Change change) {
        return keySpaces.current().then(keySpace -> {
            List<EntryAddress> addresses = keySpace.addresses(key);
            Operation<Long> all = Operation.of(-1L);
            for (int i = addresses.size() - 1; i >= 0; i--) {
                EntryAddress address = addresses.get(i);
                Call<Long, Long> call = change.of(address, i == 0);
                all = all.then(before -> advancingEpoch(address, call).map(now -> Math.max(before, now)));
            }
            return all.then(changed -> {
                if (changed >= 0) {
                    return Operation.of(changed);
                }
                keySpaces.outdated(keySpace);
                if (attempts == 0) {
                    throw new IllegalStateException("cache " + Keys.quoted(name) + " is being cleared all the time");
                }
                return change(key, attempts - 1, change);
            });
        });
    }

    Operation<Long> advancingEpoch(EntryAddress address, Operation<Long> call) {
        return Operation.of(true)
                .then(begun -> {
                    advanceEpoch(address);
                    return call;
                })
                .whenDone((reply, failure) -> advanceEpoch(address));
    }

    @Override
    public String toString() {
        return "Cache[" + name + "]";
    }
}
