package io.github.dkredis.cache;

import io.github.dkredis.internal.Durations;
import io.github.dkredis.internal.Failures;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.Operations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps cache entries right while what they are made of changes.
 *
 * <p>Before the body runs, each of the entity's entries is replaced by a tombstone: until it is gone, nothing that is loaded is
 * stored, so that a reader who loads the old row between the removal and the commit cannot leave it behind. After the body, in
 * every outcome, the entries and this tombstone go. A process that dies in between leaves a tombstone, which ends by itself at
 * the transaction's limit, and never an old row.
 *
 * <p>The body must end the transaction: it is the commit inside it that readers must see afterwards. It must not take longer
 * than the limit. Python's readers know no tombstones: what they store meanwhile is removed at the end.
 */
public final class CacheInvalidator {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis");

    private final CacheRegistry home;
    private final long limitMillis;

    CacheInvalidator(CacheRegistry home, Duration limit) {
        this.home = home;
        this.limitMillis = Durations.millis("the transaction's limit", limit);
    }

    /**
     * The same with another limit on how long a body may take. Default: 60 seconds.
     *
     * @param limit from 1 ms to a thousand years
     * @return a view; this one is unchanged
     * @throws IllegalArgumentException if it is out of bounds
     */
    public CacheInvalidator transactionLimit(Duration limit) {
        return new CacheInvalidator(home, limit);
    }

    /**
     * Saves an entity. One script for each entry before the body, all at once, and one after it.
     *
     * @param <T> what the body returns
     * @param <X> what the body throws
     * @param entity gives its keys before the body and again after it
     * @param body saves it, commit included
     * @return what the body returned
     * @throws X what the body threw
     * @throws io.github.dkredis.RedisUnavailableException if the tombstones could not be set; the body did not run
     */
    public <T, X extends Exception> @Nullable T saving(CachedEntity entity, TransactionBody<T, X> body) throws X {
        Set<Object> keys = new LinkedHashSet<>(entity.cacheKeys());
        List<Tombstone> tombstones = tombstone(keys);
        try {
            return body.run();
        } finally {
            removeTombstone(tombstones, laterKeys(entity, keys));
        }
    }

    /**
     * Deletes an entity. One script for each entry before the body, all at once, and one after it.
     *
     * @param <T> what the body returns
     * @param <X> what the body throws
     * @param entity gives its keys, before the body
     * @param body deletes it, commit included
     * @return what the body returned
     * @throws X what the body threw
     * @throws io.github.dkredis.RedisUnavailableException if the tombstones could not be set; the body did not run
     */
    public <T, X extends Exception> @Nullable T deleting(CachedEntity entity, TransactionBody<T, X> body) throws X {
        List<Tombstone> tombstones = tombstone(new LinkedHashSet<>(entity.cacheKeys()));
        try {
            return body.run();
        } finally {
            removeTombstone(tombstones, Set.of());
        }
    }

    private record Tombstone(CacheOperations operations, EntryAddress address, String token) {}

    private List<Tombstone> tombstone(Set<Object> keys) {
        List<Tombstone> tombstones = new ArrayList<>();
        try {
            List<Operation<Long>> all = new ArrayList<>();
            for (Object key : keys) {
                CacheOperations operations = operations(key);
                String token = home.notifications().token();
                all.add(operations.change(key(key), 10, (address, first) -> {
                    synchronizedAdd(tombstones, new Tombstone(operations, address, token));
                    return CacheScripts.tombstone(operations.client, address, token, limitMillis);
                }));
            }
            Operations.allOf(all).await();
            return tombstones;
        } catch (RuntimeException | Error e) {
            begin(tombstones, Set.of()); // what was not set needs no wait, and what was ends by itself
            throw e;
        }
    }

    private static void synchronizedAdd(List<Tombstone> tombstones, Tombstone one) {
        synchronized (tombstones) {
            tombstones.add(one);
        }
    }

    private static Set<Object> laterKeys(CachedEntity entity, Set<Object> before) {
        try {
            Set<Object> later = new LinkedHashSet<>(entity.cacheKeys());
            later.removeAll(before);
            return later;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "an entity's cache keys could not be had after it was saved", e);
            return Set.of();
        }
    }

    /** Never fails: what stays behind is a tombstone, which is safe. Not hindered by an interrupt. */
    private void removeTombstone(List<Tombstone> tombstones, Set<Object> laterKeys) {
        boolean interrupted = false;
        for (CompletableFuture<?> one : begin(tombstones, laterKeys)) {
            while (!one.isDone()) {
                try {
                    one.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    break; // begin has said so
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private List<CompletableFuture<?>> begin(List<Tombstone> tombstones, Set<Object> laterKeys) {
        List<Operation<?>> all = new ArrayList<>();
        synchronized (tombstones) {
            tombstones.forEach(one -> all.add(removeTombstone(one)));
        }
        laterKeys.forEach(key -> all.add(operations(key).remove(key(key))));
        List<CompletableFuture<?>> begun = new ArrayList<>();
        for (Operation<?> one : all) {
            try {
                begun.add(one.stage()
                        .whenComplete((done, failure) -> {
                            if (failure != null) {
                                tombstoneStays(failure);
                            }
                        })
                        .toCompletableFuture());
            } catch (RuntimeException e) {
                tombstoneStays(e);
            }
        }
        return begun;
    }

    /** A {@code clear} meanwhile has left the tombstone in the old generation: what the new one took in goes too. */
    private static Operation<?> removeTombstone(Tombstone one) {
        CacheOperations operations = one.operations();
        return operations
                .advancingEpoch(
                        one.address(), CacheScripts.removeTombstone(operations.client, one.address(), one.token()))
                .then(found -> found < 0 ? operations.remove(one.address().key()) : Operation.of(true));
    }

    private static void tombstoneStays(Throwable failure) {
        LOG.log(
                System.Logger.Level.WARNING,
                "a cache entry of a saved entity may stay covered until the limit: {0}",
                Failures.unwrap(failure).getMessage());
    }

    private CacheOperations operations(Object key) {
        return key instanceof CacheKey entry
                ? entry.operations()
                : home.shared().operations();
    }

    private static Object key(Object key) {
        return key instanceof CacheKey entry ? entry.key() : key;
    }
}
