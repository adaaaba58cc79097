package io.github.dkredis.lock;

import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.Utf8;

/**
 * The keys of a mutex.
 *
 * @param name the mutex's name
 * @param main the key that is the lock
 * @param queue the list of waiting clients
 * @param fence the hash with the fencing tokens
 */
record LockKeys(String name, byte[] main, byte[] queue, byte[] fence) {

    private static final int MAX_NAME_LENGTH = 1_000;

    /**
     * Makes the keys of a name.
     *
     * @throws IllegalArgumentException if the name is empty or longer than 1,000 characters, or contains control
     *     characters, unpaired surrogates, or braces other than a single {@code {tag}}
     */
    static LockKeys of(Keys keys, String name) {
        checkName(name);
        String main = keys.mutex(name);
        return new LockKeys(name, keys.of(main), keys.of(keys.mutexQueue(main)), keys.of(keys.mutexFence(main)));
    }

    /**
     * Checks the name of a mutex or a semaphore.
     *
     * @throws IllegalArgumentException as {@link #of} does
     */
    static void checkName(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException("the name of a lock must have 1 to " + MAX_NAME_LENGTH
                    + " characters, but it has " + name.length());
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("the name of a lock must not contain control characters");
        }
        if ((name.indexOf('{') >= 0 || name.indexOf('}') >= 0) && !hasSingleTag(name)) {
            throw new IllegalArgumentException("the name of a lock may contain braces as a single {tag} only");
        }
        Utf8.encode("the name of a lock", name);
    }

    /** In a cluster all keys of a lock must share a slot, and the tag of a name decides it for all of them. */
    private static boolean hasSingleTag(String name) {
        int open = name.indexOf('{');
        int close = name.indexOf('}');
        return open >= 0 && close > open + 1 && open == name.lastIndexOf('{') && close == name.lastIndexOf('}');
    }
}
