package io.github.dkredis.cache;

import io.github.dkredis.internal.Keys;

/**
 * Where an entry is stored in Redis. Its companion keys carry the entry's key as hash tag, so that a script finds all
 * of them in one slot of a cluster.
 *
 * @param key the entry's key as the caller named it
 * @param redisKey the entry's key in Redis, without braces and without the client's prefix
 */
record EntryAddress(Object key, String redisKey, KeySpace keySpace) {

    byte[] entry() {
        return keys().of(redisKey);
    }

    /** The key of the fill lease or the tombstone. */
    byte[] fillLease() {
        return keys().of(keys().fillLease(redisKey));
    }

    /** The key of the set of clients that wait for the entry. */
    byte[] waiters() {
        return keys().of(keys().cacheWaiters(redisKey));
    }

    private Keys keys() {
        return keySpace.keys();
    }

    /** The entry as messages name it. */
    String label() {
        return String.valueOf(key);
    }
}
