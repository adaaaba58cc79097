package io.github.dkredis.lock;

import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.Keys;


/**
 * The keys of a mutex.
 *
 * @param name the mutex's name
 * @param main the key that is the lock
 * @param queue the clients that wait
 * @param fence the fencing tokens
 */
record LockKeys(String name, byte[] main, byte[] queue, byte[] fence) {

    private static final int MAX_NAME_LENGTH = 1_000;

    /**
     * The keys of a name.
     *
     * @throws IllegalArgumentException if the name is empty or longer than 1,000 characters, or contains control characters,
     *     unpaired surrogates, or braces that are not one {@code {tag}}
     */
    static LockKeys of(Keys keys, String name) {
        if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException("a lock's name must have 1 to " + MAX_NAME_LENGTH
                    + " characters, and this one has " + name.length());
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a lock's name must not contain control characters");
        }
        if ((name.indexOf('{') >= 0 || name.indexOf('}') >= 0) && !isOneTag(name)) {
            throw new IllegalArgumentException("braces in a lock's name are allowed as one {tag} only");
        }
        Utf8.encode("a lock's name", name);
        String main = keys.mutex(name);
        return new LockKeys(name, keys.of(main), keys.of(keys.mutexQueue(main)), keys.of(keys.mutexFence(main)));
    }

    private static boolean isOneTag(String name) {
        int open = name.indexOf('{');
        int close = name.indexOf('}');
        return open >= 0 && close > open + 1 && open == name.lastIndexOf('{') && close == name.lastIndexOf('}');
    }
}
