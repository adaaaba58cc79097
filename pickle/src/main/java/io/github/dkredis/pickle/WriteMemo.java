package io.github.dkredis.pickle;

import org.jspecify.annotations.Nullable;

/**
 * The first 256 keys and class names of a pickle, which two bytes then stand for. There is no room for more on purpose:
 * a reference to the 257th takes five bytes, and the memory a writer needs is bounded.
 */
final class WriteMemo {

    private static final int MAX = 256;

    private @Nullable Object[] places = new Object[32];
    private byte[] numbers = new byte[32];
    private int count;

    /** Writes a reference, if the value was remembered. */
    boolean recall(Object value, Output out) {
        int place = place(value);
        if (places[place] == null) {
            return false;
        }
        out.op1(Opcode.BINGET, numbers[place]);
        return true;
    }

    /** Remembers the value just written, if there is room. */
    void remember(Object value, Output out) {
        if (count == MAX) {
            return;
        }
        out.op(Opcode.MEMOIZE);
        put(value, count++);
        if (count * 2 > places.length) {
            grow();
        }
    }

    private void put(Object value, int number) {
        int place = place(value);
        places[place] = value;
        numbers[place] = (byte) number;
    }

    /** Where the value is, or else would be. */
    private int place(Object value) {
        int mask = places.length - 1;
        int hash = value.hashCode();
        int place = (hash ^ hash >>> 16) & mask;
        for (Object there = places[place]; there != null && !value.equals(there); there = places[place]) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private void grow() {
        Object[] oldPlaces = places;
        byte[] oldNumbers = numbers;
        places = new Object[oldPlaces.length * 2];
        numbers = new byte[places.length];
        for (int i = 0; i < oldPlaces.length; i++) {
            Object value = oldPlaces[i];
            if (value != null) {
                put(value, oldNumbers[i]);
            }
        }
    }
}
