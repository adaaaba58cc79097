package io.github.dkredis.cache;

import io.github.dkredis.internal.Operation;

/** Knows how the entries of a cache are named now. */
interface KeySpaceSource {

    /**
     * Refuses what cannot be a key, before anything is sent.
     *
     * @throws IllegalArgumentException if it cannot be one
     */
    default void check(Object key) {}

    /** How entries are named now; asks Redis if it must. */
    Operation<KeySpace> current();

    /** A script has found another generation: ask anew. */
    void outdated(KeySpace known);

    /** Begins a new generation. */
    Operation<Void> clear();
}
