package io.github.dkredis.cache;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the fleet says to a miss. */
sealed interface LeaseReply {

    /** It is there by now. */
    record Hit(byte[] bytes, long leftMillis) implements LeaseReply {}

    /** The caller is to load it, and may store it while its fill lease stands. */
    record Granted(String token, byte[] fingerprint) implements LeaseReply {}

    /** Somebody loads it, for so long at most. */
    record HeldByOther(long leaseMillis) implements LeaseReply {}

    /** Its source is being changed: to be loaded, and not stored. */
    record Invalidating() implements LeaseReply {}

    /** Redis could not be asked. */
    record Unavailable(Throwable failure) implements LeaseReply {}

    static LeaseReply of(String token, List<@Nullable Object> reply) {
        int kind = ((Long) Objects.requireNonNull(reply.get(0))).intValue();
        return switch (kind) {
            case 1 -> new Hit(bytes(reply.get(1)), (Long) Objects.requireNonNull(reply.get(2)));
            case 2 -> new Granted(token, bytes(reply.get(1)));
            case 3 -> new HeldByOther((Long) Objects.requireNonNull(reply.get(1)));
            default -> new Invalidating();
        };
    }

    private static byte[] bytes(@Nullable Object element) {
        return (byte[]) Objects.requireNonNull(element);
    }
}
