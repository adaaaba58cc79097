package io.github.dkredis.lock;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What came of a request that acquires or releases a mutex. */
sealed interface MutexReply {

    /**
     * The lock was acquired.
     *
     * @param fences the fencing tokens that came with it
     * @param waitingClients the number of clients that wait for it
     */
    record Granted(FenceBlock fences, long waitingClients) implements MutexReply {}

    /**
     * The lock is taken.
     *
     * @param ttlMillis the time until its TTL ends
     * @param clientsAhead the number of clients before this one in the queue; 0 if it did not ask to be queued
     * @param holder whether the holder will tell its successor
     * @param holdersToken the value of the key
     */
    record Taken(long ttlMillis, long clientsAhead, Holder holder, String holdersToken) implements MutexReply {}

    /** Whether the holder of a taken lock is a client that messages reach. */
    enum Holder {
        /** A client of this library that listens: it was told that another client waits, and hands the lock over. */
        LISTENS,
        /** Python, a client that has died, or one that may not subscribe: the lock may be freed without a message. */
        SILENT
    }

    /** The key was released, and this client does not wait for it again. */
    record Released() implements MutexReply {}

    /** The key did not belong to the token that was to be released; the script has changed nothing. */
    record NotOwned() implements MutexReply {}

    /** The request arrived after the time up to which it was valid; the script has changed nothing. */
    record TooLate() implements MutexReply {}

    /** No reply came, or an error. */
    record Failed(RuntimeException cause) implements MutexReply {}

    /**
     * A reply as the scripts send it.
     *
     * @param serverMicros the server's clock
     * @param mayPublish whether the user of the connection has the right to send messages
     */
    record Envelope(MutexReply reply, long serverMicros, boolean mayPublish) {}

    static Envelope parse(List<@Nullable Object> elements) {
        return new Envelope(reply(elements), number(elements, 1), number(elements, 2) == 1);
    }

    private static MutexReply reply(List<@Nullable Object> elements) {
        return switch (Math.toIntExact(number(elements, 0))) {
            case 1 -> new Granted(new FenceBlock(number(elements, 3), number(elements, 4)), number(elements, 5));
            case 0 ->
                new Taken(
                        number(elements, 3),
                        number(elements, 4),
                        number(elements, 5) == 1 ? Holder.LISTENS : Holder.SILENT,
                        elements.get(6) instanceof byte[] token ? new String(token, StandardCharsets.UTF_8) : "");
            case 2 -> new Released();
            case -2 -> new TooLate();
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
