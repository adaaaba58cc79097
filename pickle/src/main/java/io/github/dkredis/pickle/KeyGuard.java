package io.github.dkredis.pickle;

import java.math.BigInteger;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Admits keys of dicts and members of sets: only what Python can hash, of bounded size, and no flood of colliding ones.
 */
final class KeyGuard {

    private static final int MAX_SIZE = 10_000;
    private static final long SIZE_BITS = 0xffff_ffffL;
    private static final int MAX_DEPTH = 50;
    /** A map below this size is quick however its keys collide. */
    private static final int SMALL = 256;
    /** How many keys of one hash a large map may hold, of a kind that {@code HashMap} cannot sort. */
    private static final int MAX_EQUAL_HASHES = 64;

    private final WorkBudget budget;
    private @Nullable Map<Long, int[]> hashCounts;

    KeyGuard(WorkBudget budget) {
        this.budget = budget;
    }

    WorkBudget budget() {
        return budget;
    }

    void put(Map<@Nullable Object, @Nullable Object> map, @Nullable Object rawKey, @Nullable Object value) {
        Object key = admit(rawKey);
        if (map.size() >= SMALL) {
            guardFlood(map, map.keySet(), key);
        }
        if (key instanceof PyObject && map.containsKey(key)) {
            throw refused("two objects that look the same are keys of one dict");
        }
        map.put(key, value);
    }

    void add(Set<@Nullable Object> set, @Nullable Object rawMember) {
        Object member = admit(rawMember);
        if (set.size() >= SMALL) {
            guardFlood(set, set, member);
        }
        if (!set.add(member) && member instanceof PyObject) {
            throw refused("two objects that look the same are members of one set");
        }
    }

    private @Nullable Object admit(@Nullable Object key) {
        if (key == null || key instanceof String || key instanceof Integer) {
            return key;
        }
        if (key instanceof byte[] bytes) {
            return new PyBytes(bytes);
        }
        budget.charge(shape(key, MAX_DEPTH) & SIZE_BITS);
        return key;
    }

    /** What hashing or comparing the key takes: the number of its parts, and above it in the upper half, its depth. */
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
                throw changeable();
            }
            return sum(object.args, depthLeft);
        }
        if (key instanceof Collection<?> || key instanceof Map<?, ?> || key instanceof PyByteArray) {
            throw changeable();
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
            size += shape & SIZE_BITS;
            depth = Math.max(depth, shape >>> 32);
        }
        if (size > MAX_SIZE || depth >= MAX_DEPTH) {
            throw tooLarge();
        }
        return (depth + 1) << 32 | size;
    }

    private void guardFlood(Object container, Set<@Nullable Object> keys, @Nullable Object key) {
        Object first = keys.iterator().next();
        if (key == null || isUnpredictable(key)) {
            return;
        }
        if (first != null && first.getClass() == key.getClass() && isSorted(key)) {
            return;
        }
        if (hashCounts == null) {
            hashCounts = new LinkedHashMap<>();
        }
        long place = SeededHash.mix((long) System.identityHashCode(container) << 32 ^ (key.hashCode() & 0xffff_ffffL));
        if (++hashCounts.computeIfAbsent(place, p -> new int[1])[0] > MAX_EQUAL_HASHES) {
            throw refused("too many keys of one dict or set have the same hash");
        }
    }

    private static boolean isUnpredictable(Object key) {
        return key instanceof PyTuple
                || key instanceof PyBytes
                || key instanceof PyFrozenSet
                || key instanceof PyObject;
    }

    /** Whether {@code HashMap} sorts colliding keys of this class into a tree. */
    private static boolean isSorted(Object key) {
        return key instanceof String
                || key instanceof Integer
                || key instanceof Long
                || key instanceof Double
                || key instanceof BigInteger
                || key instanceof UUID;
    }

    private static PickleException changeable() {
        return refused("a key of a dict or a member of a set can be changed");
    }

    private static PickleException tooLarge() {
        return refused("a key of a dict or a member of a set is larger than " + MAX_SIZE + " parts or deeper than "
                + MAX_DEPTH);
    }

    private static PickleException refused(String what) {
        return new PickleException("not a pickle that can be read: " + what);
    }
}
