package io.github.dkredis.internal.command;

import java.util.Set;

/**
 * The hash slots of keys, as a Redis Cluster computes them. On one server a script may use any keys; in a cluster all
 * of them must be in one slot. An assertion checks this for every call, on one server too, so that no new script breaks
 * the rule unnoticed.
 */
final class HashSlots {

    /**
     * The scripts that name keys of several slots on one server. Their callers split the keys with {@link KeyGroups},
     * so in a cluster they keep the rule, and the assertion makes no exception.
     */
    private static final Set<String> SPLIT_BY_CALLER = Set.of(
            "cache/read",
            "cache/lookup",
            "cache/fill",
            "cache/abandon",
            "cache/refresh",
            "cache/pause",
            "cache/put",
            "cache/remove",
            "cache/tombstone",
            "cache/put-if-absent",
            "cache/remove-tombstone",
            "cache/touch",
            "limit/cooldown",
            "limit/ratelimit",
            "value/setall");

    private static final int SLOTS = 16_384;
    private static final int POLYNOMIAL = 0x1021;

    /** The CRC of each byte. */
    private static final char[] CRCS = new char[256];

    static {
        for (int i = 0; i < CRCS.length; i++) {
            int crc = i << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) != 0 ? crc << 1 ^ POLYNOMIAL : crc << 1;
            }
            CRCS[i] = (char) crc;
        }
    }

    private HashSlots() {}

    /** Whether the callers of a script split its keys in a cluster. */
    static boolean areSplitByCaller(String script) {
        return SPLIT_BY_CALLER.contains(script);
    }

    /**
     * Whether keys share a slot.
     *
     * @param args arguments, of which some are the keys
     * @param end the index behind the last key
     * @param step from one key to the next
     */
    static boolean areOne(byte[][] args, int end, int step) {
        for (int i = step; i < end; i += step) {
            if (slot(args[i]) != slot(args[0])) {
                return false;
            }
        }
        return true;
    }

    /** The CRC-16 (XMODEM) of the hash tag, or of the whole key if it has none, modulo the number of slots. */
    static int slot(byte[] key) {
        int from = 0;
        int to = key.length;
        int open = indexOf(key, '{', 0);
        int close = open < 0 ? -1 : indexOf(key, '}', open + 1);
        if (close > open + 1) {
            from = open + 1;
            to = close;
        }
        int crc = 0;
        for (int i = from; i < to; i++) {
            crc = (crc << 8 ^ CRCS[(crc >>> 8 ^ key[i]) & 0xff]) & 0xffff;
        }
        return crc % SLOTS;
    }

    private static int indexOf(byte[] key, char wanted, int from) {
        for (int i = from; i < key.length; i++) {
            if (key[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
