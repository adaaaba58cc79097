package io.github.dkredis.pickle;

import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Python tuple: an unmodifiable sequence that can be a key. Two tuples are equal if their elements are, where
 * {@code byte[]} elements are compared by content. A tuple is not a {@link List}, because in Python a list never equals
 * a tuple; {@link #asList()} returns a view as a list.
 */
public final class PyTuple implements Iterable<@Nullable Object>, SeededValue {

    /** The empty tuple. */
    public static final PyTuple EMPTY = new PyTuple();

    final @Nullable Object[] elements;
    private int hash;
    /** {@link KeyCost}'s measure of this tuple as a key; 0 until it is first needed. */
    long keyMeasure;

    /** Takes the array without copying it. */
    PyTuple(@Nullable Object... elements) {
        this.elements = elements;
    }

    /** Returns a tuple of a copy of these elements, which may be null for Python's None. */
    public static PyTuple of(@Nullable Object... elements) {
        return elements.length == 0 ? EMPTY : new PyTuple(elements.clone());
    }

    /**
     * Returns the element at an index, counted from 0.
     *
     * @return the element, or null for None
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public @Nullable Object get(int index) {
        return elements[index];
    }

    /** {@return the number of elements} */
    public int size() {
        return elements.length;
    }

    /** {@return an unmodifiable view of this tuple as a list} */
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

    /** {@return the elements in parentheses, as Python shows them} */
    @Override
    public String toString() {
        String list = Arrays.deepToString(elements);
        return '(' + list.substring(1, list.length() - 1) + (elements.length == 1 ? ",)" : ")");
    }
}
