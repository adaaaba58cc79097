package io.github.dkredis.pickle;

/** Python's {@code collections.Counter}: a map from elements to their counts. */
public final class PyCounter extends PyDict {

    /** Creates an empty counter. */
    public PyCounter() {}
}
