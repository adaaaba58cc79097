package io.github.dkredis.pickle;

/** Python's {@code collections.Counter}: elements and how often each was counted. */
public final class PyCounter extends PyDict {

    /** An empty one. */
    public PyCounter() {}
}
