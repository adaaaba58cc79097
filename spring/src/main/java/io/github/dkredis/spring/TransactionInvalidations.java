package io.github.dkredis.spring;

import io.github.dkredis.cache.CacheInvalidator;
import io.github.dkredis.cache.CacheKey;
import io.github.dkredis.cache.NamedCache;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one transaction does to caches: the entries that it invalidates, the caches that it clears, and the values that
 * it has put or read and will store if it commits. Used by the thread of the transaction; another thread may complete
 * it.
 */
final class TransactionInvalidations {

    /** How a transaction ended. */
    enum Outcome {
        COMMITTED,
        NOT_KNOWN_AS_COMMITTED
    }

    private enum Phase {
        RUNNING,
        COMMITTING,
        ENDED
    }

    private static final System.Logger LOG = System.getLogger("io.github.dkredis");

    private final CacheInvalidator invalidator;
    private final Set<Object> entries = new LinkedHashSet<>();
    private final Set<Object> withTombstone = new LinkedHashSet<>();
    private final Set<NamedCache<?, ?>> cleared = new LinkedHashSet<>();
    private final Map<Object, CacheKey> puts = new LinkedHashMap<>();
    private final Map<Object, Runnable> fills = new LinkedHashMap<>();
    private final List<Tombstones> tombstones = new ArrayList<>();
    private volatile Phase phase = Phase.RUNNING;

    TransactionInvalidations(CacheInvalidator invalidator) {
        this.invalidator = invalidator;
    }

    boolean isEnded() {
        return phase == Phase.ENDED;
    }

    /** {@return whether this transaction has invalidated an entry, which it must not read from the cache any more} */
    boolean covers(NamedCache<?, ?> cache, Object entry) {
        return entries.contains(entry) || cleared.contains(cache);
    }

    void invalidate(Collection<?> keys) {
        entries.addAll(keys);
        puts.keySet().removeAll(keys);
        if (phase == Phase.COMMITTING) { // a callback before the commit that runs after this one's
            placeTombstones();
        }
    }

    void invalidateAtOnce(Collection<?> keys) {
        invalidate(keys);
        placeTombstones();
    }

    /** Stores the value of a reference after the commit, unless another change of its entry took place at that time. */
    void put(CacheKey entry) {
        invalidate(List.of(entry));
        puts.put(entry, entry);
    }

    /** A part of the transaction was rolled back, and what was read or put in it cannot be told from the rest. */
    void forgetValues() {
        puts.clear();
        fills.clear();
    }

    void clear(NamedCache<?, ?> cache) {
        if (cleared.add(cache) && phase == Phase.COMMITTING) {
            cache.clear();
        }
    }

    /** Stores a value after the commit, unless the transaction invalidates its entry. */
    void fill(Object entry, Runnable fill) {
        fills.put(entry, fill);
    }

    private void placeTombstones() {
        Set<Object> missing = new LinkedHashSet<>(entries);
        missing.removeAll(withTombstone);
        if (!missing.isEmpty()) {
            tombstones.add(Tombstones.place(invalidator, missing));
            withTombstone.addAll(missing);
        }
    }

    /**
     * Places the tombstones and clears the caches. What is thrown here rolls the transaction back.
     *
     * <p>A generation has no tombstone, so caches are cleared again after the commit; this first time is for a process
     * that dies in between.
     */
    void beforeCommit() {
        phase = Phase.COMMITTING;
        placeTombstones();
        cleared.forEach(NamedCache::clear);
    }

    /** Removes entries and tombstones, and clears the caches, in every outcome; stores values after a commit. */
    void afterCompletion(Outcome outcome) {
        if (outcome == Outcome.COMMITTED && phase == Phase.RUNNING) {
            // Only callbacks after the commit have changed caches, which is too late for beforeCommit().
            attempt("entries could not be removed from a cache after a transaction", this::placeTombstones);
        }
        phase = Phase.ENDED;
        Collection<?> newValues = outcome == Outcome.COMMITTED ? List.copyOf(puts.values()) : List.of();
        tombstones.forEach(placed -> placed.remove(newValues));
        cleared.forEach(cache -> attempt("a cache could not be cleared after a transaction", cache::clear));
        if (outcome == Outcome.COMMITTED) {
            fills.forEach((entry, fill) -> {
                if (!entries.contains(entry)) {
                    attempt("a value could not be cached after a transaction", fill);
                }
            });
        }
    }

    private static void attempt(String failed, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) { // the transaction has ended, and its caller must not think that it failed
            LOG.log(System.Logger.Level.WARNING, failed + ": {0}", e.getMessage());
        }
    }
}
