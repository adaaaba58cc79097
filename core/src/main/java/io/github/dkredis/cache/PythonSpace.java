package io.github.dkredis.cache;

import io.github.dkredis.codec.ObjectCacheKeys;
import io.github.dkredis.internal.Pending;
import java.util.List;

/** The entries of Python's object cache: named by the hash of the pickled key; without generations. */
final class PythonSpace implements Space, Spaces {

    static final PythonSpace INSTANCE = new PythonSpace();

    private static final Pending<Space> CURRENT = Pending.of(INSTANCE);

    private PythonSpace() {}

    @Override
    public Slot slot(Object key) {
        return new Slot(key, ObjectCacheKeys.name(key), this);
    }

    @Override
    public List<Slot> slots(Object key) {
        return ObjectCacheKeys.names(key).stream()
                .map(name -> new Slot(key, name, this))
                .toList();
    }

    @Override
    public Pending<Space> current() {
        return CURRENT;
    }

    @Override
    public void outdated(Space known) {
        throw new AssertionError("it has no generations");
    }

    @Override
    public Pending<Void> clear() {
        throw new AssertionError("it has no generations");
    }
}
