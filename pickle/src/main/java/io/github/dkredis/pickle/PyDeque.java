package io.github.dkredis.pickle;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Python's {@code collections.deque}, as a list that remembers its maximal length. Beyond that length the first element
 * leaves when one is added at the end, as in Python.
 */
public final class PyDeque extends AbstractList<@Nullable Object> {

    private final List<@Nullable Object> elements = new ArrayList<>();
    private final OptionalInt maxLength;

    /** An empty deque without a maximal length. */
    public PyDeque() {
        this.maxLength = OptionalInt.empty();
    }

    /**
     * An empty deque that never grows beyond a length.
     *
     * @param maxLength in elements, 0 or more
     * @throws IllegalArgumentException if it is negative
     */
    public PyDeque(int maxLength) {
        if (maxLength < 0) {
            throw new IllegalArgumentException("a deque's maximal length is not negative, as " + maxLength + " is");
        }
        this.maxLength = OptionalInt.of(maxLength);
    }

    /**
     * The maximal length.
     *
     * @return in elements; empty if there is none
     */
    public OptionalInt maxLength() {
        return maxLength;
    }

    @Override
    public @Nullable Object get(int index) {
        return elements.get(index);
    }

    @Override
    public @Nullable Object set(int index, @Nullable Object element) {
        return elements.set(index, element);
    }

    @Override
    public void add(int index, @Nullable Object element) {
        elements.add(index, element);
        if (maxLength.isPresent() && elements.size() > maxLength.getAsInt()) {
            elements.remove(0);
        }
        modCount++;
    }

    @Override
    public @Nullable Object remove(int index) {
        modCount++;
        return elements.remove(index);
    }

    @Override
    public int size() {
        return elements.size();
    }
}
