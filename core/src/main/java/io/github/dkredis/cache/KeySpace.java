package io.github.dkredis.cache;

import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.Operation;
import java.util.List;

/** How the entries of a cache are named in Redis at a moment: in a generation, or as Python names them. */
interface KeySpace {

    /** The names of the client that the entries belong to. */
    Keys keys();

    /** Where a key's entry is stored. */
    EntryAddress address(Object key);

    /** Where the entries of several keys are stored. */
    default List<EntryAddress> addresses(List<Object> keys) {
        return keys.stream().map(this::address).toList();
    }

    /** Every address that the key's entry may have in Redis; {@link #address} is the first. */
    default List<EntryAddress> allAddresses(Object key) {
        return List.of(address(key));
    }

    /**
     * The condition under which a script may change entries: the key of the generation, and the value that it must
     * have. Empty if there are no generations, or in a cluster: there the key is in another slot than the entries, and
     * {@link #confirms} tells how a change is checked.
     */
    default byte[][] condition() {
        return new byte[0][];
    }

    /** Whether a change is to be followed by {@link #confirm}, because its scripts have no condition. */
    default boolean confirms() {
        return false;
    }

    /**
     * Asks Redis, after a change, whether this was still the key space when it was made: a generation that still stands
     * has stood all the time, since none ever returns.
     */
    default Operation<Boolean> confirm() {
        return Operation.of(true);
    }

    /** Whether the server watches for this client that entries are still named so. Called on the event loop. */
    default boolean isCurrent() {
        return true;
    }

    /** Whether this only stands in for the real names because Redis cannot be reached; nothing may be sent under it. */
    default boolean isUnavailable() {
        return false;
    }

    /** A script has found that this key space has ended. Does nothing without generations. */
    default void outdated() {}
}
