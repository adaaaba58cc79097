package io.github.dkredis.pickle;

/** Python's {@code collections.OrderedDict}. */
public final class PyOrderedDict extends PyDict {

    /** Creates an empty dict. */
    public PyOrderedDict() {}
}
