package io.github.dkredis.pickle;

import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Python's frozenset: a set that cannot be changed and may be a key. It is no {@link Set}, whose hash (a plain sum)
 * lets anyone make a million of them collide; {@link #asSet()} shows it as one. Bytes in it are {@link PyBytes}.
 */
public final class PyFrozenSet implements Iterable<@Nullable Object> {

    final Set<@Nullable Object> members;
    private int hash;
    /** {@link KeyGuard}'s measure of this as a key; 0 while nobody has looked. */
    long keyShape;

    PyFrozenSet(Set<@Nullable Object> members) {
        this.members = members;
    }

    /**
     * A frozenset of these members.
     *
     * @param members the members; copied, in their order
     * @return the set
     */
    public static PyFrozenSet of(Collection<? extends @Nullable Object> members) {
        return new PyFrozenSet(new LinkedHashSet<>(members));
    }

    /**
     * This as a set that cannot be changed.
     *
     * @return a view
     */
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

    /** The members, as Python shows them. */
    @Override
    public String toString() {
        return "frozenset(" + members + ')';
    }
}
