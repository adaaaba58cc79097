package io.github.dkredis.cache;

import io.github.dkredis.codec.pickle.PickleKeys;
import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.Operation;
import java.util.List;

/** The entries of Python's object cache: named by the hash of the pickled key; without generations. */
final class PythonKeySpace implements KeySpace, KeySpaceSource {

    static final PythonKeySpace INSTANCE = new PythonKeySpace();

    private static final Operation<KeySpace> CURRENT = Operation.of(INSTANCE);

    private PythonKeySpace() {}

    @Override
    public EntryAddress address(Object key) {
        return new EntryAddress(key, Keys.UNPREFIXED.objectCacheEntry(PickleKeys.name(key)), this);
    }

    @Override
    public List<EntryAddress> addresses(Object key) {
        return PickleKeys.names(key).stream()
                .map(name -> new EntryAddress(key, Keys.UNPREFIXED.objectCacheEntry(name), this))
                .toList();
    }

    @Override
    public Operation<KeySpace> current() {
        return CURRENT;
    }

    @Override
    public void outdated(KeySpace known) {
        throw new AssertionError("it has no generations");
    }

    @Override
    public Operation<Void> clear() {
        throw new AssertionError("it has no generations");
    }
}
