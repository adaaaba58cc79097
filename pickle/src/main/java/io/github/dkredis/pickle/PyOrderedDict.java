package io.github.dkredis.pickle;

/** Python's {@code collections.OrderedDict}. */
public final class PyOrderedDict extends PyDict {

    /** An empty one. */
    public PyOrderedDict() {}
}
