package io.github.dkredis.cache;

import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.connection.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The operations of one cache, once for all its views. Keys and values are untyped; {@link CacheCalls} adds the types.
 */
final class CacheOperations {

    /** How often a change is repeated because another {@code clear} has ended the generation that it was meant for. */
    private static final int MAX_GENERATION_CHANGES = 100;

    final KeySpaceSource keySpaces;
    final EntryReader reader;
    final SingleFlight singleFlight;
    final @Nullable NearCache nearCache;
    private final String name;
    private final CacheContext context;
    private final Client client;
    private final EntryFormat format;
    private final StatsCounter stats;
    private final FillLeases leases;
    private final Loading loading;

    CacheOperations(String name, CacheContext context, KeySpaceSource keySpaces, @Nullable NearCache nearCache) {
        this.name = name;
        this.context = context;
        this.keySpaces = keySpaces;
        this.nearCache = nearCache;
        this.client = context.client();
        this.format = context.format();
        this.stats = context.stats();
        this.singleFlight = context.resources().singleFlight();
        this.reader = new EntryReader(context, nearCache);
        this.leases = new FillLeases(context);
        this.loading = new Loading(context, keySpaces, reader, leases);
    }

    /** The object cache, with values of another type. */
    CacheOperations withFormat(EntryFormat other) {
        return new CacheOperations(name, context.withFormat(other), keySpaces, nearCache);
    }

    /** The object cache, with another TTL. */
    CacheOperations withTtl(Duration ttl) {
        return new CacheOperations(name, context.withOptions(context.options().ttl(ttl)), keySpaces, nearCache);
    }

    Client client() {
        return client;
    }

    CacheStats stats() {
        return stats.snapshot();
    }

    /** The TTL of a value that is stored without its own. */
    long ttlMillis(@Nullable Object value) {
        return context.options().ttlMillis(value);
    }

    // ---- reading

    /** The value in the near cache, {@link NearCache#NULL} for a cached null, or null if the entry is not there. */
    @Nullable
    Object nearHit(Object key) {
        if (nearCache == null) {
            return null;
        }
        Object value = nearCache.hit(key);
        if (value != null) {
            stats.nearHit();
        }
        return value;
    }

    /** Reads an entry from Redis; the result is a value that can be served, or a miss. */
    Operation<ReadResult> find(Object key) {
        keySpaces.check(key);
        return keySpaces
                .current()
                .then(keySpace -> reader.read(keySpace.address(key)))
                .map(stats::countRead);
    }

    /** Looks up entries, first in the near cache, then in Redis. */
    Operation<Map<Object, @Nullable Object>> getAll(List<?> keys) {
        Map<Object, @Nullable Object> found = new LinkedHashMap<>();
        List<Object> rest = nearHits(keys, found);
        if (rest.isEmpty()) {
            return Operation.of(found);
        }
        return keySpaces
                .current()
                .then(keySpace -> reader.readAll(keySpace.addresses(rest)))
                .map(results -> {
                    for (int i = 0; i < rest.size(); i++) {
                        ReadResult result = stats.countRead(results.get(i));
                        if (result.isServed()) {
                            found.put(rest.get(i), result.value());
                        }
                    }
                    return found;
                });
    }

    /** Puts the near hits into the map and returns the other keys, each once. */
    private List<Object> nearHits(List<?> keys, Map<Object, @Nullable Object> found) {
        List<Object> rest = new ArrayList<>(keys.size());
        for (Object key : new LinkedHashSet<>(keys)) {
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

    // ---- loading

    Operation<@Nullable Object> get(Object key, Operation<?> loader) {
        keySpaces.check(key);
        return loading.get(key, loader);
    }

    Operation<Map<Object, @Nullable Object>> getAll(
            List<?> keys, Function<List<Object>, Operation<? extends Map<?, ?>>> loader) {
        Map<Object, @Nullable Object> found = new LinkedHashMap<>();
        List<Object> rest = nearHits(keys, found);
        return rest.isEmpty()
                ? Operation.of(found)
                : new BulkLoading(context, reader, leases, loading, loader).get(rest, found);
    }

    // ---- changing

    Operation<@Nullable Void> put(Object key, @Nullable Object value, long ttlMillis) {
        keySpaces.check(key);
        long storedMillis = leases.storedMillis(ttlMillis);
        return change(
                        key,
                        (address, isMain) -> isMain
                                ? CacheScripts.put(client, address, format.encode(address, value), storedMillis)
                                : CacheScripts.remove(client, address))
                .then(reply -> Operation.ofNullable(null));
    }

    Operation<Boolean> remove(Object key) {
        keySpaces.check(key);
        return change(key, (address, isMain) -> CacheScripts.remove(client, address))
                .map(reply -> reply == ChangeReply.CHANGED);
    }

    /** A script that changes one entry. */
    @FunctionalInterface
    interface Change {

        /**
         * Makes the call for an address.
         *
         * @param isMain whether the entry is stored there, or the address is another name that Python may give to the
         *     key
         */
        Operation<ChangeReply> at(EntryAddress address, boolean isMain);
    }

    /**
     * Changes every entry that the key may have in Redis, the main one last. The scripts refuse if their generation has
     * ended; then the change is repeated in the next generation.
     */
    Operation<ChangeReply> change(Object key, Change change) {
        return change(key, change, MAX_GENERATION_CHANGES);
    }

    private Operation<ChangeReply> change(Object key, Change change, int attempts) {
        return keySpaces.current().then(keySpace -> {
            List<EntryAddress> addresses = keySpace.allAddresses(key);
            Operation<ChangeReply> all = Operation.of(ChangeReply.OTHER_GENERATION);
            for (int i = addresses.size() - 1; i >= 0; i--) {
                EntryAddress address = addresses.get(i);
                Operation<ChangeReply> call = change.at(address, i == 0);
                all = all.then(before -> advancingEpoch(address, call).map(before::or));
            }
            return all.then(reply -> {
                if (reply != ChangeReply.OTHER_GENERATION) {
                    return Operation.of(reply);
                }
                if (attempts == 0) {
                    throw new IllegalStateException("cache " + Keys.quoted(name) + " was cleared "
                            + MAX_GENERATION_CHANGES + " times while one entry was being changed");
                }
                keySpace.outdated();
                return change(key, change, attempts - 1);
            });
        });
    }

    /**
     * Sends a change of an entry. What was read before the change must not be served after it, so the near cache and
     * single flight forget the entry twice: before the change is sent, for callers that come meanwhile, and at its
     * reply, for reads that were sent before it and answered before it.
     */
    Operation<ChangeReply> advancingEpoch(EntryAddress address, Operation<ChangeReply> change) {
        return Operation.defer(() -> {
                    advanceEpoch(address);
                    return change;
                })
                .whenDone((reply, failure) -> advanceEpoch(address));
    }

    private void advanceEpoch(EntryAddress address) {
        if (nearCache != null) {
            nearCache.advanceEpoch(address.key());
        }
        singleFlight.detach(address.redisKey());
    }

    @Override
    public String toString() {
        return "Cache[" + name + "]";
    }
}
