package io.github.dkredis.pickle;

import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Python tuple: a fixed sequence, equal to a tuple of equal elements (bytes by their content) and usable as a key. It
 * is no {@link List}, because a list in Python never equals a tuple; {@link #asList()} shows it as one.
 */
public final class PyTuple implements Iterable<@Nullable Object> {

    /** The tuple of nothing. */
    public static final PyTuple EMPTY = new PyTuple();

    final @Nullable Object[] elements;
    private int hash;
    /** {@link KeyGuard}'s measure of this as a key; 0 while nobody has looked. */
    long keyShape;

    PyTuple(@Nullable Object... elements) {
        this.elements = elements;
    }

    /**
     * A tuple of these elements.
     *
     * @param elements the elements, nulls included, for Python's None; copied
     * @return the tuple
     */
    public static PyTuple of(@Nullable Object... elements) {
        return elements.length == 0 ? EMPTY : new PyTuple(elements.clone());
    }

    /**
     * One element.
     *
     * @param index from 0
     * @return the element, or null for None
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public @Nullable Object get(int index) {
        return elements[index];
    }

    /**
     * The number of elements.
     *
     * @return 0 or more
     */
    public int size() {
        return elements.length;
    }

    /**
     * This tuple as a list that cannot be changed.
     *
     * @return a view
     */
    public List<@Nullable Object> asList() {
        return Collections.unmodifiableList(Arrays.asList(elements));
    }

    @Override
    public Iterator<@Nullable Object> iterator() {
        return asList().iterator();
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            hash = SeededHash.fold(SeededHash.ofAll(elements));
        }
        return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof PyTuple tuple
                        && tuple.hashCode() == hashCode()
                        && Arrays.deepEquals(elements, tuple.elements));
    }

    /** The elements in parentheses, as Python shows them. */
    @Override
    public String toString() {
        String list = Arrays.deepToString(elements);
        return '(' + list.substring(1, list.length() - 1) + (elements.length == 1 ? ",)" : ")");
    }
}
