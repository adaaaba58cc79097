package io.github.dkredis.pickle;

/**
 * In what the pickle of a key can differ from one Python process to the next. CPython's pickle refers to an object that
 * it has written before, so the pickle, and with it the name of the cache entry, depends on which equal parts of the
 * key are one object. Without a variation, equal texts, equal bytes and equal time zones are one object, as literals in
 * one Python module are, and Python is 3.11 or 3.12.
 */
enum KeyVariation {
    /**
     * Equal texts and equal bytes are several objects, as computed ones are, except for those of which CPython keeps a
     * single copy.
     */
    COMPUTED_TEXTS,
    /**
     * The ASCII character for which bytes of length 1 stand is the same object as an equal text in the key. So it is in
     * CPython up to 3.10 and from 3.13 on, and in all versions if the text was computed.
     */
    SHARED_CHARACTERS,
    /** A Fraction is made from a text, as CPython up to 3.10 does, instead of two ints. */
    FRACTIONS_AS_TEXT,
    /** Equal time zones are several objects, except for UTC. */
    SEPARATE_ZONES,
    /**
     * Two references to one Java object are one object in Python, and no others are. This fits keys that were read from
     * CPython's pickle.
     */
    JAVA_IDENTITY
}
