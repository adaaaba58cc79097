package io.github.dkredis.lock;

import io.github.dkredis.internal.Keys;

/**
 * The keys of a fetch lock.
 *
 * @param name the lock's name
 * @param mainName the key that is the lock
 * @param main the same key as bytes
 * @param waiters the set of clients that wait for the fetch
 */
record FetchLockKeys(String name, String mainName, byte[] main, byte[] waiters) {

    private static final int MAX_NAME_LENGTH = 1_000;

    /**
     * Makes the keys of a name.
     *
     * @throws IllegalArgumentException if Python's {@code fetch_lock} would refuse the name, or it is longer than 1,000
     *     characters
     */
    static FetchLockKeys of(Keys keys, String name) {
        if (!isLowerCaseIdentifier(name) || name.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException("the name of a fetch lock must be a lower-case identifier such as"
                    + " weather_api, of at most " + MAX_NAME_LENGTH + " characters");
        }
        String main = keys.fetchLock(name);
        return new FetchLockKeys(name, main, keys.of(main), keys.of(keys.fetchLockWaiters(main)));
    }

    /** Python's {@code isidentifier() and islower()}; a test compares the two for names from many scripts. */
    private static boolean isLowerCaseIdentifier(String name) {
        boolean identifier = !name.isEmpty()
                && (name.charAt(0) == '_' || Character.isUnicodeIdentifierStart(name.codePointAt(0)))
                && name.codePoints()
                        .allMatch(c -> Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c));
        return identifier
                && name.codePoints().anyMatch(Character::isLowerCase)
                && name.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
    }
}
