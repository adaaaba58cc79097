package io.github.dkredis.pickle;

/** Which equal parts of a key are one object in Python, which CPython's pickle shows and so the key's hash depends on. */
enum Sharing {
    /** Equal texts and equal bytes are one object, as literals of one Python module are. */
    LITERALS,
    /** Equal texts and bytes are several objects, as computed ones are; but for those CPython has only one of. */
    COMPUTED,
    /** What is one object here is one there: for a key read from CPython's own pickle. */
    IDENTITY
}
