package io.github.dkredis.pickle;

import org.jspecify.annotations.Nullable;

/**
 * The memo of a value's pickle: the first 256 keys and class names, to which a reference takes two bytes. Further ones
 * are not memoized: a reference to them would take five bytes, and the writer's memory stays bounded.
 *
 * <p>An open-addressing hash table; a {@code HashMap} would allocate an entry and a number for each key.
 */
final class WriteMemo {

    private static final int MAX = 256;

    private @Nullable Object[] slots = new Object[32];
    private byte[] numbers = new byte[32];
    private int count;

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
        if (count == MAX) {
            return;
        }
        out.op(Opcode.MEMOIZE);
        put(value, count++);
        if (count * 2 > slots.length) {
            grow();
        }
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
