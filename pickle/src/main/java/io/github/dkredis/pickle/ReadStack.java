package io.github.dkredis.pickle;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The pickle machine's stack and its marks. Below the last mark nothing can be popped. Beside each slot stands how deep
 * the value in it is nested at most, so that depth costs no walk through the value.
 */
final class ReadStack {

    private final PickleLimits limits;
    private @Nullable Object[] slots = new Object[32];
    private int[] depths = new int[32];
    private int size;
    private int[] marks = new int[8];
    private int markCount;
    private int fence;
    private int containers;
    private int deepest;

    ReadStack(PickleLimits limits) {
        this.limits = limits;
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

    /** Pushes a new container, which is counted. */
    void pushNew(Object container, int depth) {
        if (++containers > limits.maxContainers()) {
            throw refused("it holds more containers than " + limits.maxContainers());
        }
        deepest = Math.max(deepest, depth);
        push(container, depth);
    }

    private void grow() {
        if (size >= limits.maxWidth()) {
            throw refused("a container in it is wider than " + limits.maxWidth());
        }
        int length = (int) Math.min(slots.length * 2L, limits.maxWidth());
        slots = Arrays.copyOf(slots, Math.max(length, size + 1));
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

    int topDepth() {
        return depths[under(1)];
    }

    void replaceTop(@Nullable Object value) {
        slots[under(1)] = value;
    }

    @Nullable
    Object get(int slot) {
        return slots[slot];
    }

    /** The slot of the value that stands under those from {@code slot} on, which is where a batch goes. */
    @Nullable
    Object target(int slot) {
        if (slot - 1 < fence) {
            throw underflow();
        }
        return slots[slot - 1];
    }

    /** The slot of the lowest of the top {@code count} values. */
    int under(int count) {
        if (size - count < fence) {
            throw underflow();
        }
        return size - count;
    }

    void mark() {
        if (markCount >= 2 * limits.maxDepth()) {
            throw refused("it is nested deeper than " + limits.maxDepth());
        }
        if (markCount == marks.length) {
            marks = Arrays.copyOf(marks, markCount * 2);
        }
        marks[markCount++] = size;
        fence = size;
    }

    /** Whether the last mark is on top, with nothing above it. */
    boolean markOnTop() {
        return markCount > 0 && marks[markCount - 1] == size;
    }

    /** Takes the last mark away and says which slot is the first above it. */
    int popMark() {
        if (markCount == 0) {
            throw refused("a mark is missing");
        }
        int slot = marks[--markCount];
        fence = markCount == 0 ? 0 : marks[markCount - 1];
        return slot;
    }

    int markCount() {
        return markCount;
    }

    /** How deep the deepest value from this slot on is nested. */
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

    /** Drops the values from this slot on, which have gone into the container under them. */
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
        return refused("an operand is missing");
    }

    private static PickleException refused(String what) {
        return new PickleException("not a pickle that can be read: " + what);
    }
}
