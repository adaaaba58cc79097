package io.github.dkredis.pickle;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a pickle has remembered under a number, to refer to again. */
final class ReadMemo {

    /** A remembered None, which an unused place is not. */
    private static final Object NONE = new Object();

    private @Nullable Object[] values = new Object[16];
    private int count;

    /**
     * Remembers a value.
     *
     * @param index its number; writers count from 0, and each number costs them two bytes and more, so it is never
     *     above the number of bytes read
     */
    void put(int index, @Nullable Object value, int bytesRead) {
        if (index < 0 || index > bytesRead) {
            throw new PickleException("not a pickle that can be read: a memo number is out of range");
        }
        if (index >= values.length) {
            values = Arrays.copyOf(values, Math.max(values.length * 2, index + 1));
        }
        if (values[index] == null) {
            count++;
        }
        values[index] = value == null ? NONE : value;
    }

    /** Remembers under the next number. */
    void add(@Nullable Object value, int bytesRead) {
        put(count, value, bytesRead);
    }

    @Nullable
    Object get(int index) {
        Object value = index < 0 || index >= values.length ? null : values[index];
        if (value == null) {
            throw new PickleException("not a pickle that can be read: it refers to what it has not remembered");
        }
        return value == NONE ? null : value;
    }

    /** Puts a finished object in the place of the one begun, which was remembered within the last few values. */
    @SuppressWarnings("ReferenceEquality") // it is about that very object
    void replace(Object begun, Object finished) {
        for (int i = Math.min(count, values.length) - 1, least = Math.max(0, i - 16); i >= least; i--) {
            if (values[i] == begun) {
                values[i] = finished;
            }
        }
    }
}
