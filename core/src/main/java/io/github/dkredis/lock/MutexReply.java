package io.github.dkredis.lock;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The reply of the scripts that acquire or release a mutex. */
sealed interface MutexReply {

    /**
     * The lock was acquired.
     *
     * @param firstFence the first number of the block of fencing tokens
     * @param serverMicros the server's clock
     * @param waitingClients the number of clients that wait for it
     */
    record Granted(long firstFence, long serverMicros, long waitingClients) implements MutexReply {}

    /**
     * The lock is taken.
     *
     * @param ttlMillis the time until its TTL ends
     * @param serverMicros the server's clock
     * @param clientsAhead the number of clients before this one in the queue; 0 if it did not ask to be queued
     */
    record Queued(long ttlMillis, long serverMicros, long clientsAhead) implements MutexReply {}

    /** The key was released, and this client does not wait for it again. */
    record Released() implements MutexReply {}

    /** The key did not belong to the token that was to be released; the script has changed nothing. */
    record NotOwned() implements MutexReply {}

    static MutexReply of(List<@Nullable Object> reply) {
        return switch (Math.toIntExact(number(reply, 0))) {
            case 1 -> new Granted(number(reply, 1), number(reply, 2), number(reply, 3));
            case 0 -> new Queued(number(reply, 1), number(reply, 2), number(reply, 3));
            case 2 -> new Released();
            default -> new NotOwned();
        };
    }

    /** A number of a reply. Scripts send fences and times as text, since Lua's own format keeps 14 digits only. */
    private static long number(List<@Nullable Object> reply, int index) {
        Object element = reply.get(index);
        return element instanceof byte[] digits
                ? Long.parseLong(new String(digits, StandardCharsets.US_ASCII))
                : (Long) Objects.requireNonNull(element);
    }
}
