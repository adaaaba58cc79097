package io.github.dkredis.cache;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the fleet says to a miss. */
sealed interface Lookup {

    /** It is there by now. */
    record There(byte[] bytes, long leftMillis) implements Lookup {}

    /** The caller is to load it, and may store it while its fill lease stands. */
    record Yours(String token, byte[] fingerprint) implements Lookup {}

    /** Somebody loads it, for so long at most. */
    record Wait(long leaseMillis) implements Lookup {}

    /** Its source is being changed: to be loaded, and not stored. */
    record Covered() implements Lookup {}

    /** Redis could not be asked. */
    record Away(Throwable failure) implements Lookup {}

    static Lookup of(String token, List<@Nullable Object> reply) {
        int kind = ((Long) Objects.requireNonNull(reply.get(0))).intValue();
        return switch (kind) {
            case 1 -> new There(bytes(reply.get(1)), (Long) Objects.requireNonNull(reply.get(2)));
            case 2 -> new Yours(token, bytes(reply.get(1)));
            case 3 -> new Wait((Long) Objects.requireNonNull(reply.get(1)));
            default -> new Covered();
        };
    }

    private static byte[] bytes(@Nullable Object element) {
        return (byte[]) Objects.requireNonNull(element);
    }
}
