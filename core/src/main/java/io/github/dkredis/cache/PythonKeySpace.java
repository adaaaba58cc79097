package io.github.dkredis.cache;

import io.github.dkredis.codec.ObjectCacheKeys;
import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.Operation;
import java.util.List;

/** The names of the entries of Python's object cache: hashes of pickled keys. Python knows no generations. */
final class PythonKeySpace implements KeySpace, KeySpaceSource {

    private final Keys keys;

    PythonKeySpace(Keys keys) {
        this.keys = keys;
    }

    @Override
    public Keys keys() {
        return keys;
    }

    @Override
    public EntryAddress address(Object key) {
        return address(key, ObjectCacheKeys.name(key));
    }

    @Override
    public List<EntryAddress> allAddresses(Object key) {
        return ObjectCacheKeys.names(key).stream()
                .map(name -> address(key, name))
                .toList();
    }

    private EntryAddress address(Object key, String name) {
        return new EntryAddress(key, keys.objectCacheEntry(name), this);
    }

    @Override
    public Operation<KeySpace> current() {
        return Operation.of(this);
    }

    @Override
    public KeySpace whileUnavailable() {
        return this;
    }
}
