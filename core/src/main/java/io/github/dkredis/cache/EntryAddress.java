package io.github.dkredis.cache;

import io.github.dkredis.internal.Keys;
import java.nio.charset.StandardCharsets;

/**
 * Where an entry is stored in Redis. Its companion keys carry the entry's key as hash tag, so that a script finds all
 * of them in one slot of a cluster.
 *
 * @param key the entry's key as the caller named it
 * @param redisKey the entry's key in Redis, without braces
 */
record EntryAddress(Object key, String redisKey, KeySpace keySpace) {

    private static final Keys KEYS = Keys.UNPREFIXED;

    byte[] entry() {
        return redisKey.getBytes(StandardCharsets.UTF_8);
    }

    /** The key of the fill lease or the tombstone. */
    byte[] fillLease() {
        return KEYS.of(KEYS.fillLease(redisKey));
    }

    /** The key of the set of clients that wait for the entry. */
    byte[] waiters() {
        return KEYS.of(KEYS.cacheWaiters(redisKey));
    }

    /** The entry as messages name it. */
    String label() {
        return String.valueOf(key);
    }
}
