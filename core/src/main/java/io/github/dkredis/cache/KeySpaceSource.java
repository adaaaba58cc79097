package io.github.dkredis.cache;

import io.github.dkredis.internal.Operation;

/** Knows how the entries of a cache are named now. */
interface KeySpaceSource {

    /**
     * Checks a key before anything is sent.
     *
     * @throws IllegalArgumentException if the key is invalid
     */
    default void check(Object key) {}

    /** The current key space; asks Redis if this client does not know it. */
    Operation<KeySpace> current();

    /**
     * The key space that stands where changes are made, for a change that has found that {@link #current} is not it.
     * While a primary is being replaced, changes and tracked reads can go to different servers for a while.
     */
    default Operation<KeySpace> currentForChanges() {
        return current();
    }

    /** A key space for loads in this client while Redis cannot be reached. */
    KeySpace whileUnavailable();
}
