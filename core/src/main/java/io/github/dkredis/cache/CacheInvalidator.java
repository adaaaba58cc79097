package io.github.dkredis.cache;

import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.TaskFailedException;
import io.github.dkredis.internal.Durations;
import io.github.dkredis.internal.Failures;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationJoins;
import io.github.dkredis.internal.command.RetryPolicy;
import io.github.dkredis.internal.connection.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps cache entries consistent with their source while it changes.
 *
 * <p>Before the body runs, each of the entity's entries is replaced by a tombstone. While the tombstone stands, no
 * loaded value is stored, so a reader that loads the old row between the removal and the commit cannot leave it in the
 * cache. After the body, in every outcome, the entries and this caller's tombstones are removed. If the process dies in
 * between, the tombstone ends at the transaction limit, and the old row is not stored.
 *
 * <p>The body must end the transaction, because readers have to see its commit as soon as the body returns. It must not
 * take longer than the transaction limit: after that, an old value can be stored until the removal at the end. Python's
 * readers know no tombstones; what they store meanwhile is removed at the end.
 *
 * <p>An entity that is saved can give the value that an entry has from then on ({@link NamedCache#entry(Object,
 * Object)}). It is stored in place of the tombstone, so that the next reader need not load it.
 */
public final class CacheInvalidator {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis");

    private final CacheResources resources;
    private final CacheOperations objectCache;
    private final Client client;
    private final long limitMillis;
    private final AsyncCacheInvalidator async;

    CacheInvalidator(CacheResources resources, CacheOperations objectCache, Duration limit) {
        this.resources = resources;
        this.objectCache = objectCache;
        this.client = resources.client();
        this.limitMillis = Durations.millis("the transaction limit", limit);
        this.async = new AsyncCacheInvalidator(this);
    }

    /** {@return a view of this invalidator that does not block} */
    public AsyncCacheInvalidator async() {
        return async;
    }

    /**
     * Returns an invalidator with another limit on the time that a body may take. The default is 60 seconds.
     *
     * @param limit from 1 ms to a thousand years
     * @throws IllegalArgumentException if the limit is out of bounds
     */
    public CacheInvalidator transactionLimit(Duration limit) {
        return new CacheInvalidator(resources, objectCache, limit);
    }

    /**
     * Saves an entity. One script for each entry before the body, all at once, and one for each entry after it.
     *
     * @param entity names its entries before the body and again after it, so a key that the change creates is removed
     *     too
     * @param body saves the entity, commit included
     * @return the result of the body
     * @throws TaskFailedException if the body threw a checked exception; an unchecked one comes back unchanged. The
     *     entries are removed all the same
     * @throws io.github.dkredis.RedisUnavailableException if the tombstones could not be stored; the body did not run
     * @throws OperationInterruptedException if the thread was interrupted before the body began; the body did not run
     */
    public <T> @Nullable T saving(CachedEntity entity, TransactionBody<T> body) {
        return saving(entity, blocking(body)).await();
    }

    /**
     * Deletes an entity. One script for each entry before the body, all at once, and one for each entry after it.
     *
     * @param entity names its entries, before the body only
     * @param body deletes the entity, commit included
     * @return the result of the body
     * @throws TaskFailedException if the body threw a checked exception; an unchecked one comes back unchanged. The
     *     entries are removed all the same
     * @throws io.github.dkredis.RedisUnavailableException if the tombstones could not be stored; the body did not run
     * @throws OperationInterruptedException if the thread was interrupted before the body began; the body did not run
     */
    public <T> @Nullable T deleting(CachedEntity entity, TransactionBody<T> body) {
        return deleting(entity, blocking(body)).await();
    }

    // ---- once for both styles

    /** A body on the thread of a waiting caller. */
    private static <T> Operation<@Nullable T> blocking(TransactionBody<T> body) {
        Objects.requireNonNull(body, "body");
        Operation<@Nullable T> call = Operation.call(body::run);
        return Operation.from((execution, completion) -> {
            // An interrupted caller has left already, and was told that the body did not run; what is left of its
            // operation runs on the executor and must not run the body there.
            if (!execution.mayBlock()) {
                throw new OperationInterruptedException("cache invalidation: interrupted before the body began");
            }
            execution.run(call, completion);
        });
    }

    /**
     * A body that returns a stage. Cancelling does not end the wait for the body once it has begun: its transaction may
     * still commit, and the tombstones must stand until then.
     */
    <T> Operation<@Nullable T> asynchronous(Supplier<? extends CompletionStage<T>> body) {
        Objects.requireNonNull(body, "body");
        return Operation.<@Nullable T>from((execution, completion) -> {
                    if (execution.isCancelled()) {
                        throw new OperationInterruptedException("cache invalidation: cancelled before the body began");
                    }
                    body.get()
                            .whenComplete((value, failure) -> execution.proceed(
                                    client.executor(),
                                    () -> completion.complete(
                                            value, failure == null ? null : Failures.unwrap(failure))));
                })
                .uncounted();
    }

    <T> Operation<@Nullable T> saving(CachedEntity entity, Operation<@Nullable T> body) {
        return around(new LinkedHashSet<>(entity.cacheKeys()), body, () -> keysAfter(entity));
    }

    <T> Operation<@Nullable T> deleting(CachedEntity entity, Operation<@Nullable T> body) {
        return around(new LinkedHashSet<>(entity.cacheKeys()), body, Set::of);
    }

    private <T> Operation<@Nullable T> around(
            Set<Object> keys, Operation<@Nullable T> body, Supplier<Collection<?>> keysAfter) {
        return place(keys)
                .then(tombstones -> body.<Outcome<T>>map(value -> new Outcome<>(value, null))
                        .recover(failure -> Operation.of(new Outcome<>(null, failure)))
                        .then(outcome -> toItsEnd(() ->
                                        removal(tombstones, Change.of(keys, keysAfter.get(), outcome.isSuccess())))
                                .then(removed -> Operation.ofNullable(outcome.get()))));
    }

    /** How the body ended. */
    private record Outcome<T>(@Nullable T value, @Nullable Throwable failure) {

        boolean isSuccess() {
            return failure == null;
        }

        @Nullable
        T get() {
            if (failure instanceof RuntimeException || failure instanceof Error) {
                throw Failures.<RuntimeException>sneaky(failure);
            } else if (failure != null) {
                throw new TaskFailedException("cache invalidation", failure);
            }
            return value;
        }
    }

    /**
     * What an entity names after its change.
     *
     * @param newKeys entries that have no tombstone
     * @param newValues of entries that have one, by their references
     */
    private record Change(Set<Object> newKeys, Map<Object, CacheScripts.Stored> newValues) {

        static final Change NONE = new Change(Set.of(), Map.of());

        static Change of(Set<Object> before, Collection<?> after, boolean isSuccess) {
            Set<Object> newKeys = new LinkedHashSet<>(after);
            newKeys.removeAll(before);
            Map<Object, CacheScripts.Stored> newValues = new HashMap<>();
            for (Object key : after) {
                if (isSuccess && key instanceof CacheKey entry && entry.newValue() != null && before.contains(key)) {
                    newValues.put(entry, entry.newValue());
                }
            }
            return new Change(newKeys, newValues);
        }

        CacheScripts.@Nullable Stored newValue(Tombstone tombstone) {
            return newValues.get(
                    new CacheKey(tombstone.operations(), tombstone.address().key(), null));
        }
    }

    private static Collection<?> keysAfter(CachedEntity entity) {
        try {
            return new ArrayList<>(entity.cacheKeys());
        } catch (RuntimeException | Error e) { // the tombstones have to go all the same
            LOG.log(
                    System.Logger.Level.WARNING,
                    "an entity failed to name its cache keys after it was saved; only the earlier ones are removed",
                    e);
            return List.of();
        }
    }

    // ---- tombstones

    /** A tombstone that was sent. */
    private record Tombstone(CacheOperations operations, EntryAddress address, String token) {}

    /**
     * Places the tombstones of all keys, all at once. If one fails, the tombstones that were sent are removed, and the
     * removal is not awaited.
     */
    private Operation<List<Tombstone>> place(Set<Object> keys) {
        return Operation.defer(() -> {
            Queue<Tombstone> sent = new ConcurrentLinkedQueue<>();
            List<Operation<@Nullable Void>> all = new ArrayList<>();
            byCache(keys).forEach((operations, ofCache) -> all.add(place(operations, ofCache, sent)));
            return OperationJoins.allOf(all).map(placed -> List.copyOf(sent)).whenDone((tombstones, failure) -> {
                if (failure != null) {
                    removal(List.copyOf(sent), Change.NONE).stage();
                }
            });
        });
    }

    private Map<CacheOperations, List<Object>> byCache(Set<Object> keys) {
        Map<CacheOperations, List<Object>> byCache = new LinkedHashMap<>();
        keys.forEach(key -> byCache.computeIfAbsent(operations(key), operations -> new ArrayList<>())
                .add(key(key)));
        return byCache;
    }

    private Operation<@Nullable Void> place(CacheOperations operations, List<Object> keys, Queue<Tombstone> sent) {
        return operations.changeAll(RetryPolicy.IDEMPOTENT, keys, key -> {
            String token = resources.notifications().newToken();
            return (address, isMain) -> {
                sent.add(new Tombstone(operations, address, token));
                return UnlimitedCalls.of(client, CacheScripts.tombstone(client, address, token, limitMillis))
                        .map(ChangeReply::of);
            };
        });
    }

    /**
     * Removes tombstones and entries, all at once. Never fails: a tombstone that stays behind is safe, and ends by
     * itself.
     */
    private Operation<List<Boolean>> removal(List<Tombstone> tombstones, Change change) {
        List<Operation<Boolean>> all = new ArrayList<>();
        Map<KeySpace, List<Tombstone>> byKeySpace = new LinkedHashMap<>();
        tombstones.forEach(tombstone -> byKeySpace
                .computeIfAbsent(tombstone.address().keySpace(), keySpace -> new ArrayList<>())
                .add(tombstone));
        byKeySpace.forEach(
                (keySpace, group) -> all.add(remove(keySpace, group, change).recover(CacheInvalidator::warn)));
        change.newKeys()
                .forEach(key -> all.add(Operation.defer(() -> operations(key).removeUnlimited(key(key)))
                        .recover(CacheInvalidator::warn)));
        return OperationJoins.allOf(all);
    }

    /**
     * Removes tombstones and their entries. If {@code clear} has begun another generation meanwhile, the tombstones
     * have stayed in the old one and could not refuse what readers have stored in the new one, so those entries are
     * removed too.
     *
     * <p>In a cluster the scripts cannot see the generation. It is read once before the tombstones go, so that a
     * tombstone of which nothing more is known stays. A generation that begins after this read begins after the body
     * too, so its readers load what the body has stored.
     */
    private Operation<Boolean> remove(KeySpace keySpace, List<Tombstone> tombstones, Change change) {
        return keySpace.confirms()
                ? keySpace.confirm()
                        .then(stands -> removeEach(
                                tombstones,
                                tombstone -> (stands
                                                ? Operation.of(true)
                                                : tombstone
                                                        .operations()
                                                        .removeUnlimited(tombstone
                                                                .address()
                                                                .key()))
                                        .then(done -> removeInItsGeneration(tombstone, change))))
                : removeEach(tombstones, tombstone -> removeInItsGeneration(tombstone, change));
    }

    private static Operation<Boolean> removeEach(
            List<Tombstone> tombstones, Function<Tombstone, Operation<Boolean>> removal) {
        List<Operation<Boolean>> all = new ArrayList<>();
        tombstones.forEach(tombstone -> all.add(removal.apply(tombstone).recover(CacheInvalidator::warn)));
        return OperationJoins.allOf(all).map(removed -> true);
    }

    private Operation<Boolean> removeInItsGeneration(Tombstone tombstone, Change change) {
        CacheOperations operations = tombstone.operations();
        EntryAddress address = tombstone.address();
        return operations
                .advancingEpoch(
                        List.of(address),
                        UnlimitedCalls.of(
                                client,
                                CacheScripts.removeTombstone(
                                        client, address, tombstone.token(), change.newValue(tombstone))))
                .then(reply -> switch (ChangeReply.of(reply)) {
                    case OTHER_GENERATION -> operations.removeUnlimited(address.key());
                    case REPLACED -> operations.countPuts(1).map(counted -> true);
                    case UNCHANGED, CHANGED -> Operation.of(true);
                });
    }

    private static Operation<Boolean> warn(Throwable failure) {
        if (!(failure instanceof OperationInterruptedException)) { // an interrupted removal is repeated
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the tombstone of a cache entry could not be removed after its entity had changed; until the"
                            + " transaction limit the entry is not cached: {0}",
                    failure.getMessage());
        }
        return Operation.of(false);
    }

    /**
     * Runs a removal to its end, which neither an interrupt nor a cancelled stage may prevent, since the body has run
     * already. It is an execution of its own, so that the cancellation and the time limit of the one around it do not
     * count.
     */
    private static Operation<Boolean> toItsEnd(Supplier<Operation<List<Boolean>>> removal) {
        return Operation.from((execution, completion) -> {
            Operation<List<Boolean>> operation = removal.get();
            if (execution.mayBlock()) {
                awaitUninterruptibly(operation);
                completion.complete(true, null);
            } else {
                operation.stage().whenComplete((removed, failure) -> completion.complete(true, null));
            }
        });
    }

    /** Repeats the operation if the thread is interrupted meanwhile: removals are harmless to repeat. */
    private static void awaitUninterruptibly(Operation<List<Boolean>> removal) {
        boolean interrupted = Thread.interrupted();
        while (true) {
            try {
                removal.await();
            } catch (OperationInterruptedException e) {
                interrupted = true;
            }
            if (!Thread.interrupted()) {
                break;
            }
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- keys

    private CacheOperations operations(Object key) {
        return key instanceof CacheKey entry ? entry.operations() : objectCache;
    }

    private static Object key(Object key) {
        return key instanceof CacheKey entry ? entry.key() : key;
    }

    @Override
    public String toString() {
        return "CacheInvalidator[limit of " + limitMillis + " ms]";
    }
}
