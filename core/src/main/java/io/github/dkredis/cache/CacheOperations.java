package io.github.dkredis.cache;

import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationJoins;
import io.github.dkredis.internal.command.RetryPolicy;
import io.github.dkredis.internal.connection.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The operations of one cache, once for all its views. Keys and values are untyped; {@link CacheCalls} adds the types.
 */
final class CacheOperations {

    final KeySpaceSource keySpaces;
    final EntryReader reader;
    final SingleFlight singleFlight;
    final @Nullable NearCache nearCache;
    private final String name;
    private final CacheContext context;
    private final Client client;
    private final EntryFormat format;
    private final StatsCounter stats;
    private final GenerationChanges changes;
    private final FillLeases leases;
    private final EntryLoader loader;
    private final BulkLoader bulkLoader;

    CacheOperations(CacheContext context, KeySpaceSource keySpaces, @Nullable NearCache nearCache) {
        this.name = context.name();
        this.context = context;
        this.keySpaces = keySpaces;
        this.nearCache = nearCache;
        this.client = context.client();
        this.format = context.format();
        this.stats = context.stats();
        this.singleFlight = context.resources().singleFlight();
        this.reader = new EntryReader(context, nearCache);
        this.changes = new GenerationChanges(name, keySpaces);
        this.leases = new FillLeases(context);
        LoadParts parts = LoadParts.of(context, reader, leases);
        this.loader = new EntryLoader(context, keySpaces, parts);
        this.bulkLoader = new BulkLoader(context, keySpaces, parts);
    }

    /** The object cache, with values of another type. */
    CacheOperations withFormat(EntryFormat other) {
        return new CacheOperations(context.withFormat(other), keySpaces, nearCache);
    }

    /** The object cache, with another TTL. */
    CacheOperations withTtl(Duration ttl) {
        return new CacheOperations(context.withOptions(context.options().ttl(ttl)), keySpaces, nearCache);
    }

    Client client() {
        return client;
    }

    CacheStats stats() {
        return stats.snapshot(nearCache == null ? 0 : nearCache.size());
    }

    CacheOptions options() {
        return context.options();
    }

    /** Where loaders run that no caller's thread waits for. */
    Executor backgroundExecutor() {
        return context.refreshExecutor();
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

    Operation<@Nullable Object> get(Object key, Operation<?> load) {
        keySpaces.check(key);
        return loader.get(key, load);
    }

    /** Loads an entry in place of the one that may exist. */
    Operation<@Nullable Object> refresh(Object key, Operation<?> load) {
        keySpaces.check(key);
        return loader.refresh(key, load);
    }

    Operation<Map<Object, @Nullable Object>> getAll(
            List<?> keys, Function<List<Object>, Operation<? extends Map<?, ?>>> load) {
        Map<Object, @Nullable Object> found = new LinkedHashMap<>();
        List<Object> rest = nearHits(keys, found);
        return rest.isEmpty() ? Operation.of(found) : bulkLoader.get(rest, found, load);
    }

    // ---- changing

    Operation<@Nullable Void> put(Object key, @Nullable Object value, Expiry expiry) {
        keySpaces.check(key);
        Expiry stored = stored(expiry);
        return change(
                        RetryPolicy.NEVER,
                        key,
                        (address, isMain) -> isMain
                                ? CacheScripts.put(client, List.of(encoded(address, value, stored)))
                                        .map(ChangeReply::of)
                                : CacheScripts.remove(client, List.of(address)).map(ChangeReply::of))
                .then(reply -> countPuts(1));
    }

    private CacheScripts.Stored encoded(EntryAddress address, @Nullable Object value, Expiry stored) {
        return new CacheScripts.Stored(address, format.encode(address, value), stored);
    }

    /** A value as it is stored in any generation of this cache; null if it says that it has expired. */
    CacheScripts.@Nullable Stored toBeStored(Object key, @Nullable Object value) {
        long ttlMillis = options().ttlMillis(value);
        return ttlMillis == 0
                ? null
                : encoded(keySpaces.whileUnavailable().address(key), value, stored(Expiry.after(ttlMillis)));
    }

    /** How long an entry stays in Redis: a TTL shortened by the jitter, and the windows. */
    private Expiry stored(Expiry expiry) {
        return expiry.kind() == Expiry.Kind.TTL
                ? Expiry.after(leases.storedMillis(expiry.millis()))
                : expiry.plusMillis(context.options().keptMillis());
    }

    /** Stores an entry if none is served; whether it was stored. */
    Operation<Boolean> putIfAbsent(Object key, @Nullable Object value, Expiry expiry) {
        keySpaces.check(key);
        Expiry stored = stored(expiry);
        return change(
                        RetryPolicy.NEVER,
                        key,
                        (address, isMain) -> isMain
                                ? CacheScripts.putIfAbsent(
                                                client,
                                                encoded(address, value, stored),
                                                context.options().staleOnErrorMillis(),
                                                format.failureMark())
                                        .map(ChangeReply::of)
                                : Operation.of(ChangeReply.UNCHANGED))
                .map(reply -> {
                    boolean isStored = reply == ChangeReply.CHANGED;
                    stats.puts.add(isStored ? 1 : 0);
                    return isStored;
                });
    }

    /** Gives an entry that is fresh a new TTL; whether there was one. */
    Operation<Boolean> touch(Object key, long ttlMillis) {
        keySpaces.check(key);
        long storedMillis = leases.storedMillis(ttlMillis);
        return change(
                        RetryPolicy.NEVER,
                        key,
                        (address, isMain) -> CacheScripts.touch(
                                        client,
                                        address,
                                        storedMillis,
                                        context.options().keptMillis(),
                                        format.failureMark())
                                .map(ChangeReply::of))
                .map(reply -> reply == ChangeReply.CHANGED);
    }

    /**
     * Stores entries, all at once, in scripts of at most {@value BulkParts#SCRIPT_ENTRIES} entries. If one script
     * fails, others may have stored theirs.
     *
     * @param entries no value says that it has expired
     */
    Operation<@Nullable Void> putAll(Map<?, ? extends @Nullable Object> entries) {
        entries.keySet().forEach(keySpaces::check);
        if (entries.isEmpty()) {
            return Operation.ofNullable(null);
        }
        entries.keySet().forEach(this::triesToChange);
        return changes.run(RetryPolicy.NEVER, keySpace -> {
                    List<CacheScripts.Stored> stored = new ArrayList<>(entries.size());
                    List<EntryAddress> otherNames = new ArrayList<>();
                    entries.forEach((key, value) -> {
                        List<EntryAddress> addresses = keySpace.allAddresses(key);
                        EntryAddress main = addresses.get(0);
                        stored.add(encoded(
                                main, value, stored(Expiry.after(options().ttlMillis(value)))));
                        otherNames.addAll(addresses.subList(1, addresses.size()));
                    });
                    List<EntryAddress> addresses =
                            stored.stream().map(CacheScripts.Stored::address).toList();
                    Operation<List<Long>> put = BulkParts.eachStorable(
                            client,
                            stored,
                            CacheScripts.Stored::address,
                            one -> one.value().length,
                            part -> CacheScripts.put(client, part));
                    Operation<List<Long>> all = otherNames.isEmpty()
                            ? advancingEpoch(addresses, put)
                            : removeParts(otherNames).then(done -> advancingEpoch(addresses, put));
                    return all;
                })
                .then(replies -> countPuts(entries.size()));
    }

    /** Counts entries that were stored. */
    Operation<@Nullable Void> countPuts(int count) {
        stats.puts.add(count);
        return Operation.ofNullable(null);
    }

    Operation<Boolean> remove(Object key) {
        keySpaces.check(key);
        return change(
                        RetryPolicy.IDEMPOTENT,
                        key,
                        (address, isMain) ->
                                CacheScripts.remove(client, List.of(address)).map(ChangeReply::of))
                .map(reply -> reply == ChangeReply.CHANGED);
    }

    /**
     * Removes an entry although the client may have as many requests in flight as it allows, because what was read of
     * its source before must not be served any longer.
     */
    Operation<Boolean> removeUnlimited(Object key) {
        keySpaces.check(key);
        return change(
                        RetryPolicy.IDEMPOTENT,
                        key,
                        (address, isMain) -> UnlimitedCalls.of(client, CacheScripts.remove(client, List.of(address)))
                                .map(ChangeReply::of))
                .map(reply -> reply == ChangeReply.CHANGED);
    }

    /** Removes entries, all at once; the result is how many existed. */
    Operation<Long> removeAll(Collection<?> keys) {
        keys.forEach(keySpaces::check);
        if (keys.isEmpty()) {
            return Operation.of(0L);
        }
        keys.forEach(this::triesToChange);
        return changes.run(RetryPolicy.IDEMPOTENT, keySpace -> {
                    List<EntryAddress> addresses = new ArrayList<>(keys.size());
                    new LinkedHashSet<>(keys).forEach(key -> addresses.addAll(keySpace.allAddresses(key)));
                    return removeParts(addresses);
                })
                .map(replies -> replies.stream().mapToLong(Long::longValue).sum());
    }

    private Operation<List<Long>> removeParts(List<EntryAddress> addresses) {
        return advancingEpoch(
                addresses,
                BulkParts.each(client, addresses, Function.identity(), part -> CacheScripts.remove(client, part)));
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
     *
     * @param policy whether the change is harmless to repeat
     */
    Operation<ChangeReply> change(RetryPolicy policy, Object key, Change change) {
        triesToChange(key);
        return changes.run(policy, keySpace -> changeIn(keySpace, key, change).map(reply -> List.of(reply.number())))
                .map(numbers -> ChangeReply.of(numbers.get(0)));
    }

    /**
     * Changes the entries of several keys, all at once; in a cluster, the generation is read once for all of them. If
     * it has ended, all are changed in the next one.
     *
     * @param change makes the calls for a key
     */
    Operation<@Nullable Void> changeAll(RetryPolicy policy, List<Object> keys, Function<Object, Change> change) {
        keys.forEach(this::triesToChange);
        return changes.run(policy, keySpace -> {
                    List<Operation<Long>> all = new ArrayList<>(keys.size());
                    keys.forEach(key ->
                            all.add(changeIn(keySpace, key, change.apply(key)).map(ChangeReply::number)));
                    return OperationJoins.allOf(all);
                })
                .then(replies -> Operation.ofNullable(null));
    }

    private Operation<ChangeReply> changeIn(KeySpace keySpace, Object key, Change change) {
        List<EntryAddress> addresses = keySpace.allAddresses(key);
        Operation<ChangeReply> all = Operation.of(ChangeReply.OTHER_GENERATION);
        for (int i = addresses.size() - 1; i >= 0; i--) {
            EntryAddress address = addresses.get(i);
            Operation<ChangeReply> call = change.at(address, i == 0);
            all = all.then(before -> advancingEpoch(List.of(address), call).map(before::or));
        }
        return all;
    }

    private void triesToChange(Object key) {
        if (nearCache != null) {
            nearCache.triesToChange(key);
        }
    }

    /**
     * Sends a change of entries. What was read before the change must not be served after it, so the near cache and
     * single flight forget the entries twice: before the change is sent, for callers that come meanwhile, and at its
     * reply, for reads that were sent before it and answered before it.
     */
    <T> Operation<T> advancingEpoch(List<EntryAddress> addresses, Operation<T> change) {
        return Operation.defer(() -> {
                    addresses.forEach(this::advanceEpoch);
                    return change;
                })
                .whenDone((reply, failure) -> addresses.forEach(this::advanceEpoch));
    }

    private void advanceEpoch(EntryAddress address) {
        if (nearCache != null) {
            nearCache.advanceEpoch(address.key());
        }
        singleFlight.detach(address.redisKey());
        SingleFlight unavailable = context.resources().unavailableFlights();
        if (!unavailable.isEmpty()) {
            unavailable.detach(
                    keySpaces.whileUnavailable().address(address.key()).redisKey());
        }
    }

    @Override
    public String toString() {
        return "Cache[" + name + "]";
    }
}
