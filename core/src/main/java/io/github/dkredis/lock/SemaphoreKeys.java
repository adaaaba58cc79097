package io.github.dkredis.lock;

import io.github.dkredis.internal.Keys;

/**
 * The keys of a semaphore, in the order in which the scripts take them.
 *
 * @param name the semaphore's name
 * @param main the hash with the size, the holders and the fencing tokens
 * @param deadlines the sorted set of holders
 * @param free the sorted set of free slots
 * @param queue the list of waiting tokens
 * @param waiting the hash that says what they wait for
 */
record SemaphoreKeys(String name, byte[] main, byte[] deadlines, byte[] free, byte[] queue, byte[] waiting) {

    static final int COUNT = 5;

    /**
     * Makes the keys of a name.
     *
     * @throws IllegalArgumentException if the name is invalid, as for a mutex
     */
    static SemaphoreKeys of(Keys keys, String name) {
        LockKeys.checkName(name);
        String main = keys.semaphore(name);
        return new SemaphoreKeys(
                name,
                keys.of(main),
                keys.of(keys.semaphoreDeadlines(main)),
                keys.of(keys.semaphoreFree(main)),
                keys.of(keys.semaphoreQueue(main)),
                keys.of(keys.semaphoreWaiting(main)));
    }
}
