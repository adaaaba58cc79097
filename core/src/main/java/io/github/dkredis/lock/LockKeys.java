package io.github.dkredis.lock;

import io.github.dkredis.internal.Names;
import java.nio.charset.StandardCharsets;

/**
 * The keys of a lock. Companions carry the hash tag of the main key, so that all are in one slot of a cluster.
 *
 * @param name the lock's name
 * @param main the key that is the lock
 * @param queue who waits
 * @param fence the fencing numbers
 */
record LockKeys(String name, byte[] main, byte[] queue, byte[] fence) {

    private static final int LONGEST_NAME = 1_000;

    static LockKeys of(String name) {
        String main = "dkredis:mutex:" + checked(name);
        String tagged = hasTag(name) ? tag(name) + main : "{" + main + "}";
        return new LockKeys(
                name, Names.key(main), bytes("dkredis:mutex-queue:" + tagged), bytes("dkredis:mutex-fence:" + tagged));
    }

    /**
     * A name as locks allow it.
     *
     * @throws IllegalArgumentException if it is empty, longer than 1,000 characters, holds control characters, unpaired
     *     surrogates, or braces that are not one {@code {tag}}
     */
    static String checked(String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "a lock's name has from 1 to " + LONGEST_NAME + " characters, and this has " + name.length());
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a lock's name must not hold control characters");
        }
        if ((name.indexOf('{') >= 0 || name.indexOf('}') >= 0) && !hasTag(name)) {
            throw new IllegalArgumentException("braces in a lock's name are allowed as one {tag} only");
        }
        Names.text("a lock's name", name);
        return name;
    }

    private static boolean hasTag(String name) {
        int open = name.indexOf('{');
        int close = name.indexOf('}');
        return open >= 0 && close > open + 1 && open == name.lastIndexOf('{') && close == name.lastIndexOf('}');
    }

    private static String tag(String name) {
        return name.substring(name.indexOf('{'), name.indexOf('}') + 1) + ":";
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }
}
