package io.github.dkredis.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The reply to a request for a fill lease. */
sealed interface LeaseReply {

    /**
     * The entry exists by now.
     *
     * @param pttl its remaining TTL in milliseconds, as Redis reports it: -1 for none
     */
    record Hit(byte[] bytes, long pttl) implements LeaseReply {}

    /**
     * The caller is to load the entry, and may store it while its lease stands.
     *
     * @param fingerprint what the entry held when the lease was granted, so that the fill replaces nothing else; empty
     *     if the entry did not exist
     */
    record Granted(String token, byte[] fingerprint) implements LeaseReply {

        boolean entryExisted() {
            return fingerprint.length > 0;
        }
    }

    /** Another caller loads the entry, and holds its lease for this time at most. */
    record HeldByOther(long leaseMillis) implements LeaseReply {}

    /**
     * A tombstone stands, because the source of the entry is being changed: the caller is to load, and not to store.
     */
    record Invalidating() implements LeaseReply {}

    /** Redis could not be reached. */
    record Unavailable(Throwable failure) implements LeaseReply {}

    /** The reply of the script {@code lookup}: three elements for each entry. */
    static List<LeaseReply> listOf(String token, List<@Nullable Object> reply) {
        List<LeaseReply> replies = new ArrayList<>(reply.size() / 3);
        for (int i = 0; i < reply.size(); i += 3) {
            replies.add(of(token, number(reply.get(i)), bytes(reply.get(i + 1)), number(reply.get(i + 2))));
        }
        return replies;
    }

    private static LeaseReply of(String token, long kind, byte[] bytes, long millis) {
        return switch ((int) kind) {
            case 1 -> new Hit(bytes, millis);
            case 2 -> new Granted(token, bytes);
            case 3 -> new HeldByOther(millis);
            default -> new Invalidating();
        };
    }

    private static long number(@Nullable Object element) {
        return (Long) Objects.requireNonNull(element);
    }

    private static byte[] bytes(@Nullable Object element) {
        return (byte[]) Objects.requireNonNull(element);
    }
}
