package io.github.dkredis.cache;

import java.util.List;

/** How the entries of a cache are named at a moment: in a generation, or as Python names them. */
interface KeySpace {

    /**
     * The entry of a key.
     *
     * @throws IllegalArgumentException if it cannot be a key
     */
    EntryAddress address(Object key);

    /** Every entry that the key may have in Redis; {@link #slot} first. */
    default List<EntryAddress> addresses(Object key) {
        return List.of(address(key));
    }

    /** The key of the generation and what it must be, for scripts that change entries; none where there are no generations. */
    default byte[][] condition() {
        return new byte[0][];
    }

    /** Whether entries are still named so, as far as this client knows; asked on the event loop. */
    default boolean isCurrent() {
        return true;
    }

    /** Whether it only stands in while Redis is away. */
    default boolean isAway() {
        return false;
    }
}
