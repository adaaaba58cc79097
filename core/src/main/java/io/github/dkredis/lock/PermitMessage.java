package io.github.dkredis.lock;

import io.github.dkredis.lock.SemaphoreReply.PermitBlock;

/**
 * The message by which a script hands permits over to a waiting client, as {@code semaphore-common.lua} publishes it.
 *
 * @param token the token that has the permits now
 * @param block the slots and the fencing tokens
 * @param serverMicros the server's clock at the hand-over
 * @param claimMillis the lease until the new holder renews it
 * @param key the key of the semaphore
 */
record PermitMessage(String token, PermitBlock block, long serverMicros, long claimMillis, String key) {

    /** Parses the text after {@code permit}; a key may contain spaces and therefore comes last. */
    static PermitMessage parse(String text) {
        String[] words = text.split(" ", 7);
        return new PermitMessage(
                words[0],
                new PermitBlock(PermitBlock.slots(words[5]), Long.parseLong(words[1]), Long.parseLong(words[2])),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]),
                words[6]);
    }
}
