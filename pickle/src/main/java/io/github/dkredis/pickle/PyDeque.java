package io.github.dkredis.pickle;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Python's {@code collections.deque}, as a list with an optional maximal length. As in Python, a full deque drops its
 * first element when one is added at the end.
 */
public final class PyDeque extends AbstractList<@Nullable Object> {

    private final List<@Nullable Object> elements = new ArrayList<>();
    private final OptionalInt maxLength;

    /** Creates an empty deque without a maximal length. */
    public PyDeque() {
        this.maxLength = OptionalInt.empty();
    }

    /**
     * Creates an empty deque with a maximal length.
     *
     * @param maxLength in elements, 0 or more
     * @throws IllegalArgumentException if the length is negative
     */
    public PyDeque(int maxLength) {
        if (maxLength < 0) {
            throw new IllegalArgumentException("the maximal length must not be negative: " + maxLength);
        }
        this.maxLength = OptionalInt.of(maxLength);
    }

    /** {@return the maximal length in elements, or empty if the deque is unbounded} */
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
