package io.github.dkredis.lock;

import io.github.dkredis.internal.Utf8;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What {@code semaphore-acquire.lua} answers. */
sealed interface SemaphoreReply {

    /** {@return the server's clock} */
    long serverMicros();

    /** The token has permits. */
    record Granted(long serverMicros, PermitBlock block) implements SemaphoreReply {}

    /**
     * The token waits, or was refused.
     *
     * @param leftMillis until the deadline of the next holder
     */
    record Taken(long serverMicros, long leftMillis) implements SemaphoreReply {}

    /** The semaphore has another size than the caller expects. */
    record OtherSize(long serverMicros, long size) implements SemaphoreReply {}

    /** The request came after the time that it carried, and nothing was done. */
    record TooLate(long serverMicros) implements SemaphoreReply {}

    /**
     * Slots, and the block of fencing tokens that their holder may give out.
     *
     * @param slots the numbers of the slots
     * @param firstFence the first fencing token
     * @param lastFence the last one
     */
    record PermitBlock(List<Integer> slots, long firstFence, long lastFence) {

        static List<Integer> slots(String text) {
            return Arrays.stream(text.split(",")).map(Integer::valueOf).toList();
        }
    }

    /** Parses a reply. */
    static SemaphoreReply parse(List<@Nullable Object> reply) {
        long micros = number(reply, 1);
        return switch ((int) number(reply, 0)) {
            case 1 ->
                new Granted(
                        micros, new PermitBlock(PermitBlock.slots(text(reply, 5)), number(reply, 3), number(reply, 4)));
            case 0 -> new Taken(micros, number(reply, 3));
            case -1 -> new OtherSize(micros, number(reply, 3));
            default -> new TooLate(micros);
        };
    }

    /** {@return a number, which scripts answer as text if it has more digits than Lua keeps} */
    static long number(List<@Nullable Object> reply, int index) {
        return reply.get(index) instanceof Long number ? number : Long.parseLong(text(reply, index));
    }

    private static String text(List<@Nullable Object> reply, int index) {
        return Utf8.decode("semaphore", Objects.requireNonNull(reply.get(index)));
    }
}
