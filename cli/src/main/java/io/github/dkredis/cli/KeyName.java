package io.github.dkredis.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a key says.
 *
 * @param kind what the key is
 * @param subject the lock, resource, cache entry or client that it belongs to; the name itself of any other key
 * @param detail the rate of a limit, the name of an entry's cache, or empty
 */
record KeyName(KeyKind kind, String subject, String detail) {

    /** A rate as limits have it in their keys: permits, period, burst. */
    private static final Pattern RATE = Pattern.compile("(.+):(\\d+/PT?[\\dDTHMS.]+/\\d+)", Pattern.DOTALL);

    /** The 25 digits of a generation, which no name contains between colons: microseconds and nine random digits. */
    private static final Pattern ENTRY = Pattern.compile("dkredis:cache:(.+?):(\\d{25}):(.*)", Pattern.DOTALL);

    /** Kinds whose keys contain another key, which they belong to. */
    private static final KeyKind[] COMPANIONS = {
        KeyKind.MUTEX_QUEUE,
        KeyKind.MUTEX_FENCE,
        KeyKind.FETCH_LOCK_WAITERS,
        KeyKind.SEMAPHORE_DEADLINES,
        KeyKind.SEMAPHORE_FREE,
        KeyKind.SEMAPHORE_QUEUE,
        KeyKind.SEMAPHORE_WAITING,
        KeyKind.FILL_LEASE,
        KeyKind.CACHE_WAITERS
    };

    /** Kinds whose keys contain a name. */
    private static final KeyKind[] NAMED = {
        KeyKind.MUTEX,
        KeyKind.LOCK_CLIENT,
        KeyKind.FETCH_LOCK,
        KeyKind.COOLDOWN,
        KeyKind.SEMAPHORE,
        KeyKind.CACHE_GENERATION,
        KeyKind.HEARTBEAT
    };

    /**
     * Reads the name of a key.
     *
     * @param key without the client's prefix
     * @param prefix the client's prefix, which is inside the braces of companions too
     */
    static KeyName of(String key, String prefix) {
        for (KeyKind kind : COMPANIONS) {
            if (key.startsWith(kind.begin())) {
                KeyName main = of(mainKey(key.substring(kind.begin().length()), prefix), prefix);
                return new KeyName(kind, main.subject, main.detail);
            }
        }
        for (KeyKind kind : NAMED) {
            if (key.startsWith(kind.begin())) {
                return new KeyName(kind, key.substring(kind.begin().length()), "");
            }
        }
        if (key.startsWith(KeyKind.RATE_LIMIT.begin())) {
            return limit(key.substring(KeyKind.RATE_LIMIT.begin().length()), prefix);
        }
        if (key.startsWith(KeyKind.OBJECT_CACHE_ENTRY.begin())) {
            return new KeyName(KeyKind.OBJECT_CACHE_ENTRY, key, "");
        }
        Matcher entry = ENTRY.matcher(key);
        return entry.matches()
                ? new KeyName(KeyKind.CACHE_ENTRY, entry.group(3), entry.group(1))
                : new KeyName(KeyKind.OTHER, key, "");
    }

    /** The first version had one key for each resource, without a rate. */
    private static KeyName limit(String rest, String prefix) {
        Matcher rate = RATE.matcher(rest);
        return rate.matches()
                ? new KeyName(KeyKind.RATE_LIMIT, mainKey(rate.group(1), prefix), rate.group(2))
                : new KeyName(KeyKind.RATE_LIMIT, rest, "");
    }

    /** {@return the key to which a companion belongs: it is the companion's hash tag, or follows its own hash tag} */
    static String mainKey(String rest, String prefix) {
        int close = rest.startsWith("{") ? rest.indexOf('}') : -1;
        if (close > 1 && rest.startsWith(":", close + 1)) {
            String behind = rest.substring(close + 2);
            if (behind.contains(rest.substring(0, close + 1))) {
                return behind;
            }
        }
        return rest.startsWith("{" + prefix) && rest.endsWith("}")
                ? rest.substring(1 + prefix.length(), rest.length() - 1)
                : rest;
    }

    /** {@return what keys of the same use have in common} */
    String family() {
        return switch (kind) {
            case CACHE_ENTRY -> "cache \"" + detail + "\"";
            case OTHER -> begin(subject);
            default -> kind.label();
        };
    }

    /** {@return what a key that a program names begins with, such as {@code user:*} for {@code user:7}} */
    private static String begin(String key) {
        for (int i = 1; i < key.length(); i++) {
            if (":./|#".indexOf(key.charAt(i)) >= 0) {
                return key.substring(0, i + 1) + "*";
            }
        }
        return "other names";
    }
}
