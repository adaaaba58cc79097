package io.github.dkredis.lock;

import java.util.concurrent.TimeUnit;

/**
 * The message by which a script hands a lock over to a client that waits for it, as {@code mutex-common.lua} publishes
 * it.
 *
 * @param token the token with which the client waited, and which now owns the key
 * @param fences the fencing tokens that come with it
 * @param serverMicros the server's clock at the hand-over
 * @param claimMillis the key's TTL until the new owner renews it
 * @param contended whether more clients wait
 * @param key the key of the lock
 */
record GrantMessage(
        String token, FenceBlock fences, long serverMicros, long claimMillis, boolean contended, String key) {

    /** Parses the text after {@code grant}; a key may contain spaces and therefore comes last. */
    static GrantMessage parse(String text) {
        String[] words = text.split(" ", 7);
        return new GrantMessage(
                words[0],
                new FenceBlock(Long.parseLong(words[1]), Long.parseLong(words[2])),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]),
                !words[5].equals("0"),
                words[6]);
    }

    long claimNanos() {
        return TimeUnit.MILLISECONDS.toNanos(claimMillis);
    }
}
