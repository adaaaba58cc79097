package io.github.dkredis.pickle;

/**
 * Which equal parts of a key are one object in Python. CPython's pickle refers to an object that it has written before,
 * so the pickle, and with it the name of the cache entry, depends on this.
 */
enum IdentityModel {
    /** Equal texts and equal bytes are one object, as literals in one Python module are. */
    LITERALS,
    /**
     * Equal texts and bytes are several objects, as computed ones are, except for those of which CPython keeps a single
     * copy.
     */
    COMPUTED,
    /**
     * Two references to one Java object are one object in Python. This fits keys that were read from CPython's pickle.
     */
    IDENTITY
}
