package io.github.dkredis.pickle;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Adds keys to dicts and members to sets, and charges what that costs. Refuses a key that Python could not hash, or
 * that collides with too many others.
 */
final class DictKeyValidator {

    /** Below this size, a map is fast however its keys collide. */
    private static final int SMALL = 256;
    /** The most keys with one hash in a large map, of classes that {@code HashMap} cannot sort. */
    private static final int MAX_EQUAL_HASHES = 64;

    /** What counting a suspicious key takes on the heap. */
    private static final int HEAP_OF_COUNT = 104;

    private final ReadBudget budget;
    /** Counts the suspicious keys by container and hash; null until the first one. */
    private @Nullable Map<Long, int[]> hashCounts;

    DictKeyValidator(ReadBudget budget) {
        this.budget = budget;
    }

    ReadBudget budget() {
        return budget;
    }

    void put(Map<@Nullable Object, @Nullable Object> map, @Nullable Object rawKey, @Nullable Object value) {
        Object key = admit(rawKey);
        int size = map.size();
        if (size >= SMALL) {
            refuseFlood(map, map.keySet(), key);
        }
        budget.heap(size == 0 ? Heap.FIRST_ENTRY : Heap.ENTRY);
        map.put(key, value);
    }

    void add(Set<@Nullable Object> set, @Nullable Object rawMember) {
        Object member = admit(rawMember);
        int size = set.size();
        if (size >= SMALL) {
            refuseFlood(set, set, member);
        }
        budget.heap(size == 0 ? Heap.FIRST_ENTRY : Heap.ENTRY);
        set.add(member);
    }

    private @Nullable Object admit(@Nullable Object key) {
        if (key instanceof String text) {
            // a String caches its hash, and comparing it with another one takes 16 characters a step
            budget.work(4 + text.length() / 16L);
            return key;
        }
        if (key == null || key instanceof Integer) {
            return key;
        }
        budget.work(KeyCost.of(key));
        if (key instanceof byte[] bytes) {
            budget.heap(Heap.TUPLE);
            return new PyBytes(bytes);
        }
        return key;
    }

    /**
     * Refuses a flood of keys with equal hashes. {@code HashMap} needs no help if the hash cannot be chosen, or if it
     * can sort all colliding keys, which takes keys of one {@code Comparable} class; the first key stands for the
     * others.
     */
    private void refuseFlood(Object container, Set<@Nullable Object> keys, @Nullable Object key) {
        Object first = keys.iterator().next();
        if (key == null || key instanceof SeededValue) {
            return;
        }
        if (first != null && first.getClass() == key.getClass() && isSorted(key)) {
            return;
        }
        budget.heap(HEAP_OF_COUNT);
        if (hashCounts == null) {
            hashCounts = new LinkedHashMap<>();
        }
        long containerAndHash =
                SeededHash.mix((long) System.identityHashCode(container) << 32 ^ (key.hashCode() & 0xffff_ffffL));
        if (++hashCounts.computeIfAbsent(containerAndHash, h -> new int[1])[0] > MAX_EQUAL_HASHES) {
            throw PickleException.unreadable("too many keys of one dict or set have the same hash");
        }
    }

    /** Tells whether {@code HashMap} sorts colliding keys of this class into a tree. */
    private static boolean isSorted(Object key) {
        return key instanceof String
                || key instanceof Integer
                || key instanceof Long
                || key instanceof Double
                || key instanceof BigInteger
                || key instanceof UUID;
    }
}
