package io.github.dkredis.cache;

import java.nio.charset.StandardCharsets;

/**
 * Where an entry is in Redis. Its companions carry the entry's key as hash tag, so that all are in one slot of a cluster.
 *
 * @param key the entry as the caller names it
 * @param name the entry's key in Redis, without braces
 * @param space what it is a part of
 */
record Slot(Object key, String name, Space space) {

    byte[] entry() {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    byte[] fill() {
        return ("dkredis:cache-fill:{" + name + "}").getBytes(StandardCharsets.UTF_8);
    }

    byte[] waiters() {
        return ("dkredis:cache-waiters:{" + name + "}").getBytes(StandardCharsets.UTF_8);
    }

    /** The entry in messages. */
    String label() {
        return String.valueOf(key);
    }
}
