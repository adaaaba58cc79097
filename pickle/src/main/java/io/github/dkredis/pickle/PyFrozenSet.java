package io.github.dkredis.pickle;

import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Python frozenset: an unmodifiable set that can be a key. Bytes in it are {@link PyBytes}. A frozenset is not a
 * {@link Set}, because the hash that {@code Set} prescribes (a sum) lets the author of a pickle make any number of keys
 * collide; {@link #asSet()} returns a view as a set.
 */
public final class PyFrozenSet implements Iterable<@Nullable Object>, SeededValue {

    final Set<@Nullable Object> members;
    private int hash;
    /** {@link KeyCost}'s measure of this set as a key; 0 until it is first needed. */
    long keyMeasure;

    /** Takes the set without copying it. */
    PyFrozenSet(Set<@Nullable Object> members) {
        this.members = members;
    }

    /** Returns a frozenset of a copy of these members, in their order. */
    public static PyFrozenSet of(Collection<? extends @Nullable Object> members) {
        return new PyFrozenSet(new LinkedHashSet<>(members));
    }

    /** {@return an unmodifiable view of this frozenset as a set} */
    public Set<@Nullable Object> asSet() {
        return Collections.unmodifiableSet(members);
    }

    @Override
    public Iterator<@Nullable Object> iterator() {
        return asSet().iterator();
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            hash = SeededHash.fold(SeededHash.of(members));
        }
        return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || (other instanceof PyFrozenSet set && members.equals(set.members));
    }

    /** {@return the members in the form that Python shows} */
    @Override
    public String toString() {
        return "frozenset(" + members + ')';
    }
}
