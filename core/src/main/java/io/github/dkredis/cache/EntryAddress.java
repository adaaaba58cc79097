package io.github.dkredis.cache;

import io.github.dkredis.internal.Keys;
import java.nio.charset.StandardCharsets;

/**
 * Where an entry is in Redis. Its companions carry the entry's key as hash tag, so that all are in one slot of a cluster.
 *
 * @param key the entry as the caller names it
 * @param name the entry's key in Redis, without braces
 * @param keySpace what it is a part of
 */
record EntryAddress(Object key, String name, KeySpace keySpace) {

    private static final Keys KEYS = Keys.UNPREFIXED;

    byte[] entry() {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    byte[] fill() {
        return KEYS.of(KEYS.fillLease(name));
    }

    byte[] waiters() {
        return KEYS.of(KEYS.cacheWaiters(name));
    }

    /** The entry in messages. */
    String label() {
        return String.valueOf(key);
    }
}
