package io.github.dkredis.pickle;

import java.math.BigInteger;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Adds keys to dicts and members to sets. Refuses a key that Python could not hash, that is too large, or that collides
 * with too many others.
 */
final class DictKeyValidator {

    private static final int MAX_PARTS = 10_000;
    private static final int MAX_DEPTH = 50;
    private static final long PARTS_MASK = 0xffff_ffffL;
    /** Below this size, a map is fast however its keys collide. */
    private static final int SMALL = 256;
    /** The most keys with one hash in a large map, of classes that {@code HashMap} cannot sort. */
    private static final int MAX_EQUAL_HASHES = 64;

    private final WorkBudget budget;
    /** Counts the suspicious keys by container and hash; null until the first one. */
    private @Nullable Map<Long, int[]> hashCounts;

    DictKeyValidator(WorkBudget budget) {
        this.budget = budget;
    }

    WorkBudget budget() {
        return budget;
    }

    void put(Map<@Nullable Object, @Nullable Object> map, @Nullable Object rawKey, @Nullable Object value) {
        Object key = admit(rawKey);
        if (map.size() >= SMALL) {
            refuseFlood(map, map.keySet(), key);
        }
        if (key instanceof PyObject && map.containsKey(key)) {
            // Python tells equal-looking objects apart by identity or by an __eq__ that is unknown here
            throw PickleException.unreadable("two objects that look the same are keys of one dict");
        }
        map.put(key, value);
    }

    void add(Set<@Nullable Object> set, @Nullable Object rawMember) {
        Object member = admit(rawMember);
        if (set.size() >= SMALL) {
            refuseFlood(set, set, member);
        }
        if (!set.add(member) && member instanceof PyObject) {
            throw PickleException.unreadable("two objects that look the same are members of one set");
        }
    }

    private @Nullable Object admit(@Nullable Object key) {
        if (key == null || key instanceof String || key instanceof Integer) {
            return key;
        }
        if (key instanceof byte[] bytes) {
            return new PyBytes(bytes);
        }
        budget.charge(shape(key, MAX_DEPTH) & PARTS_MASK);
        return key;
    }

    /**
     * Measures what it takes to hash or compare the key: its depth in the upper 32 bits, the number of its parts in the
     * lower. The measure is stored in tuples and frozensets, because a key can contain one of them many times.
     */
    private long shape(@Nullable Object key, int depthLeft) {
        if (key instanceof PyTuple tuple) {
            if (tuple.keyShape == 0) {
                tuple.keyShape = sum(tuple, depthLeft);
            }
            return tuple.keyShape;
        }
        if (key instanceof PyFrozenSet set) {
            if (set.keyShape == 0) {
                set.keyShape = sum(set, depthLeft);
            }
            return set.keyShape;
        }
        if (key instanceof PyObject object) {
            if (!object.freeze()) {
                throw modifiable();
            }
            return sum(object.args, depthLeft);
        }
        if (key instanceof Collection<?> || key instanceof Map<?, ?> || key instanceof PyByteArray) {
            throw modifiable();
        }
        return 1;
    }

    private long sum(Iterable<?> parts, int depthLeft) {
        long size = 1;
        long depth = 0;
        for (Object part : parts) {
            if (depthLeft == 0) {
                throw tooLarge();
            }
            long shape = shape(part, depthLeft - 1);
            size += shape & PARTS_MASK;
            depth = Math.max(depth, shape >>> 32);
        }
        if (size > MAX_PARTS || depth >= MAX_DEPTH) {
            throw tooLarge();
        }
        return (depth + 1) << 32 | size;
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

    private static PickleException modifiable() {
        return PickleException.unreadable("a key of a dict or a member of a set is modifiable");
    }

    private static PickleException tooLarge() {
        return PickleException.unreadable("a key of a dict or a member of a set has more than " + MAX_PARTS
                + " parts or is nested deeper than " + MAX_DEPTH);
    }
}
