package io.github.dkredis.pickle;

import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The memo of a value's pickle. It holds, by equality, the first 256 keys and class names, to which a reference takes
 * two bytes; further ones are not memoized, because a reference to them would take five bytes. It also holds, by
 * identity, the objects whose identity is to be kept.
 *
 * <p>The keys are in an open-addressing hash table; a {@code HashMap} would allocate an entry and a number for each.
 */
final class WriteMemo {

    private static final int MAX_KEYS = 256;

    private @Nullable Object[] slots = new Object[32];
    private byte[] numbers = new byte[32];
    private int keys;
    private @Nullable IdentityHashMap<Object, Integer> objects;
    /** The next number, of a key or an object. */
    private int next;

    /**
     * Writes a reference if the value is memoized.
     *
     * @return whether it is
     */
    boolean writeReference(Object value, PickleOutput out) {
        int slot = slot(value);
        if (slots[slot] == null) {
            return false;
        }
        out.op1(Opcode.BINGET, numbers[slot]);
        return true;
    }

    /** Memoizes the value that was just written, if there is room. */
    void memoize(Object value, PickleOutput out) {
        if (next >= MAX_KEYS) {
            return;
        }
        out.op(Opcode.MEMOIZE);
        put(value, next++);
        if (++keys * 2 > slots.length) {
            grow();
        }
    }

    /**
     * Writes a reference if this very object is memoized.
     *
     * @return whether it is
     */
    boolean writeObjectReference(Object object, PickleOutput out) {
        Integer number = objects == null ? null : objects.get(object);
        if (number == null) {
            return false;
        }
        if (number < 256) {
            out.op1(Opcode.BINGET, number);
        } else {
            out.op4(Opcode.LONG_BINGET, number);
        }
        return true;
    }

    /** Tells whether this very object is memoized. */
    boolean isMemoized(Object object) {
        return objects != null && objects.containsKey(object);
    }

    /** Memoizes the object that was just written, by its identity. */
    void memoizeObject(Object object, PickleOutput out) {
        if (objects == null) {
            objects = new IdentityHashMap<>();
        }
        out.op(Opcode.MEMOIZE);
        objects.put(object, next++);
    }

    private void put(Object value, int number) {
        int slot = slot(value);
        slots[slot] = value;
        numbers[slot] = (byte) number;
    }

    /** Returns the slot of the value, or the free slot for it. */
    private int slot(Object value) {
        int mask = slots.length - 1;
        int hash = value.hashCode();
        int slot = (hash ^ hash >>> 16) & mask;
        for (Object other = slots[slot]; other != null && !value.equals(other); other = slots[slot]) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        Object[] oldSlots = slots;
        byte[] oldNumbers = numbers;
        slots = new Object[oldSlots.length * 2];
        numbers = new byte[slots.length];
        for (int i = 0; i < oldSlots.length; i++) {
            Object value = oldSlots[i];
            if (value != null) {
                put(value, oldNumbers[i]);
            }
        }
    }
}
