package io.github.dkredis.pickle;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The stack of the pickle machine, and its marks. Values below the last mark cannot be popped.
 *
 * <p>Each slot also holds an upper bound for the nesting depth of its value. So the depth of a pickle is known without
 * a walk through its values.
 */
final class ReadStack {

    private final PickleLimits limits;
    private final ReadBudget budget;
    private @Nullable Object[] slots = new Object[32];
    private int[] depths = new int[32];
    private int size;
    private int[] marks = new int[8];
    private int markCount;
    /** The slot above the last mark: nothing below it may be popped. */
    private int fence;

    private int containers;
    private int deepest;

    ReadStack(PickleLimits limits, ReadBudget budget) {
        this.limits = limits;
        this.budget = budget;
    }

    int size() {
        return size;
    }

    int deepest() {
        return deepest;
    }

    void push(@Nullable Object value) {
        push(value, 0);
    }

    void push(@Nullable Object value, int depth) {
        if (size == slots.length) {
            grow();
        }
        slots[size] = value;
        depths[size++] = depth;
    }

    /**
     * Pushes a new container, and counts it.
     *
     * @param heap the bytes that the container takes, without its elements
     */
    void pushNew(Object container, int depth, int heap) {
        budget.heap(heap);
        if (++containers > limits.maxContainers()) {
            throw PickleException.unreadable("it holds more than " + limits.maxContainers() + " containers");
        }
        deepest = Math.max(deepest, depth);
        push(container, depth);
    }

    private void grow() {
        if (size >= limits.maxWidth()) {
            throw PickleException.unreadable("a container has more than " + limits.maxWidth() + " elements");
        }
        int length = Math.max((int) Math.min(slots.length * 2L, limits.maxWidth()), size + 1);
        budget.heap((long) Heap.REFERENCE * 2 * length);
        slots = Arrays.copyOf(slots, length);
        depths = Arrays.copyOf(depths, slots.length);
    }

    @Nullable
    Object pop() {
        Object value = slots[under(1)];
        slots[--size] = null;
        return value;
    }

    @Nullable
    Object top() {
        return slots[under(1)];
    }

    void replaceTop(@Nullable Object value) {
        slots[under(1)] = value;
    }

    @Nullable
    Object get(int slot) {
        return slots[slot];
    }

    /** Returns the value below the slot, which is the container that a batch from this slot on goes into. */
    @Nullable
    Object target(int slot) {
        if (slot - 1 < fence) {
            throw underflow();
        }
        return slots[slot - 1];
    }

    /** Returns the slot of the lowest of the top {@code count} values. */
    int under(int count) {
        if (size - count < fence) {
            throw underflow();
        }
        return size - count;
    }

    void mark() {
        // each level of nesting has at most two open marks
        if (markCount >= 2 * limits.maxDepth()) {
            throw PickleException.unreadable("it is nested deeper than " + limits.maxDepth());
        }
        if (markCount == marks.length) {
            marks = Arrays.copyOf(marks, markCount * 2);
        }
        marks[markCount++] = size;
        fence = size;
    }

    /** Tells whether the last mark is on top of the stack. */
    boolean markOnTop() {
        return markCount > 0 && marks[markCount - 1] == size;
    }

    /** Removes the last mark and returns the slot above it. */
    int popMark() {
        if (markCount == 0) {
            throw PickleException.unreadable("a mark is missing");
        }
        int slot = marks[--markCount];
        fence = markCount == 0 ? 0 : marks[markCount - 1];
        return slot;
    }

    int markCount() {
        return markCount;
    }

    /** Returns the greatest nesting depth of the values from this slot on. */
    int depthFrom(int slot) {
        int depth = 0;
        for (int i = slot; i < size; i++) {
            depth = Math.max(depth, depths[i]);
        }
        return depth;
    }

    /** Drops the values from this slot on. */
    void drop(int slot) {
        Arrays.fill(slots, slot, size, null);
        size = slot;
    }

    /** Drops the values from this slot on, after they were added to the container below them. */
    void dropInto(int slot) {
        int depth = depthFrom(slot) + 1;
        drop(slot);
        deepenTop(depth);
    }

    void deepenTop(int depth) {
        if (depth > depths[size - 1]) {
            depths[size - 1] = depth;
            deepest = Math.max(deepest, depth);
        }
    }

    @Nullable
    Object[] copyFrom(int slot) {
        return Arrays.copyOfRange(slots, slot, size);
    }

    private static PickleException underflow() {
        return PickleException.unreadable("an operand is missing");
    }
}
