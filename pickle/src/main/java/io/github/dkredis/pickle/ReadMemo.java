package io.github.dkredis.pickle;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The memo of the pickle machine: values under numbers, to which the pickle can refer. */
final class ReadMemo {

    /** Stands for a memoized None, because null marks an unused number. */
    private static final Object NONE = new Object();

    private @Nullable Object[] values = new Object[16];
    private int count;

    /**
     * Memoizes a value.
     *
     * @param bytesRead an upper bound for the number: Python counts from 0 and spends at least one byte on each number,
     *     so an honest pickle stays below, and the table cannot grow beyond the input
     */
    void put(int index, @Nullable Object value, int bytesRead) {
        if (index < 0 || index > bytesRead) {
            throw PickleException.unreadable("a memo number is out of range");
        }
        if (index >= values.length) {
            values = Arrays.copyOf(values, Math.max(values.length * 2, index + 1));
        }
        if (values[index] == null) {
            count++;
        }
        values[index] = value == null ? NONE : value;
    }

    /** Memoizes a value under the next number. */
    void add(@Nullable Object value, int bytesRead) {
        put(count, value, bytesRead);
    }

    @Nullable
    Object get(int index) {
        Object value = index < 0 || index >= values.length ? null : values[index];
        if (value == null) {
            throw PickleException.unreadable("it refers to a memo number that it has not set");
        }
        return value == NONE ? null : value;
    }

    /**
     * Replaces a placeholder by the finished object. Between the two a pickle memoizes only a few values (the dict of
     * the state and its key), so looking at the last 16 is enough.
     */
    @SuppressWarnings("ReferenceEquality") // looks for this very object
    void replace(Object placeholder, Object finished) {
        for (int i = Math.min(count, values.length) - 1, least = Math.max(0, i - 16); i >= least; i--) {
            if (values[i] == placeholder) {
                values[i] = finished;
            }
        }
    }
}
