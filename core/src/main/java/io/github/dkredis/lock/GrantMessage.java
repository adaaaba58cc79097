package io.github.dkredis.lock;

/**
 * The message by which a script hands a lock over to a client that waits for it, as {@code mutex-common.lua} publishes
 * it.
 *
 * @param token the token with which the client waited, and which now owns the key
 * @param firstFence the first number of the block of fencing tokens
 * @param serverMicros the server's clock at the hand-over
 * @param claimMillis the key's TTL until the new owner renews it
 * @param contended whether more clients wait
 * @param key the key of the lock
 */
record GrantMessage(String token, long firstFence, long serverMicros, long claimMillis, boolean contended, String key) {

    /** Parses the text after {@code grant}; a key may contain spaces and therefore comes last. */
    static GrantMessage parse(String text) {
        String[] words = text.split(" ", 6);
        return new GrantMessage(
                words[0],
                Long.parseLong(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                !words[4].equals("0"),
                words[5]);
    }

    Grant since(long nanos) {
        return new Grant(firstFence, nanos, claimMillis, contended);
    }
}
