package io.github.dkredis.pickle;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The memo of the pickle machine: values under numbers, to which the pickle can refer. Python numbers them from 0, so
 * they are kept in an array. A number far beyond the count of values goes into a map instead, so that the array stays
 * proportional to the number of values.
 */
final class ReadMemo {

    /** Stands for a memoized None, because null marks an unused number. */
    private static final Object NONE = new Object();
    /** How far above twice the count of values a number may be to go into the array. */
    private static final int GAP = 256;

    private static final int HEAP_OF_FAR_NUMBER = 80;

    private final ReadBudget budget;
    private @Nullable Object[] values = new Object[16];
    private int count;
    private @Nullable Map<Integer, Object> far;

    ReadMemo(ReadBudget budget) {
        this.budget = budget;
    }

    /**
     * Memoizes a value.
     *
     * @param bytesRead an upper bound for the number: Python counts from 0 and spends at least one byte on each number
     */
    void put(int index, @Nullable Object value, int bytesRead) {
        if (index < 0 || index > bytesRead) {
            throw PickleException.unreadable("a memo number is out of range");
        }
        Object kept = value == null ? NONE : value;
        if (index >= values.length) {
            if (index > 2L * count + GAP) {
                putFar(index, kept);
                return;
            }
            int length = Math.max(values.length * 2, index + 1);
            budget.heap((long) Heap.REFERENCE * length);
            values = Arrays.copyOf(values, length);
        }
        if (values[index] == null) {
            count++;
        }
        values[index] = kept;
    }

    private void putFar(int index, Object value) {
        budget.heap(HEAP_OF_FAR_NUMBER);
        if (far == null) {
            far = new HashMap<>();
        }
        if (far.put(index, value) == null) {
            count++;
        }
    }

    /** Memoizes a value under the next number. */
    void add(@Nullable Object value, int bytesRead) {
        put(count, value, bytesRead);
    }

    @Nullable
    Object get(int index) {
        Object value = index < 0 || index >= values.length ? null : values[index];
        if (value == null && far != null) {
            value = far.get(index);
        }
        if (value == null) {
            throw PickleException.unreadable("it refers to a memo number that it has not set");
        }
        return value == NONE ? null : value;
    }
}
