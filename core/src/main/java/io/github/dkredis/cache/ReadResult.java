package io.github.dkredis.cache;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a read of an entry has found.
 *
 * @param value the value, null for a cached null, {@link EntryFormat.Failed} for a remembered failure; null without an
 *     entry
 * @param freshMillis how much longer the value is fresh; {@link Long#MAX_VALUE} if it has no TTL or the TTL was not
 *     asked for
 * @param version what was read, for a refresh; null if the TTL was not asked for, or there is no entry
 */
record ReadResult(
        Kind kind,
        @Nullable Object value,
        long freshMillis,
        @Nullable Version version) {

    /**
     * The bytes of an entry and its remaining TTL in milliseconds. A refresh is superfluous once the entry has other
     * bytes or a longer TTL.
     */
    record Version(byte[] bytes, long pttl) {

        /** The digest by which the scripts compare values. */
        byte[] fingerprint() {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-1").digest(bytes);
                return HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-1", e);
            }
        }
    }

    enum Kind {
        /** The entry does not exist. */
        MISS,
        /** The value is served. */
        FRESH,
        /** The value is served, and a read with a loader refreshes it. */
        STALE,
        /** The value is served only if loading fails. */
        STALE_ON_ERROR,
        /** The entry cannot be decoded: it counts as a miss, and a load replaces it. */
        UNDECODABLE,
        /** Redis could not be reached. */
        UNAVAILABLE
    }

    static final ReadResult MISS = new ReadResult(Kind.MISS, null, 0, null);
    static final ReadResult UNDECODABLE = new ReadResult(Kind.UNDECODABLE, null, 0, null);
    static final ReadResult UNAVAILABLE = new ReadResult(Kind.UNAVAILABLE, null, 0, null);

    /** Whether a read with a loader answers with this result; a remembered failure answers with an exception. */
    boolean isServed() {
        return kind == Kind.FRESH || kind == Kind.STALE;
    }

    /** Whether every kind of read answers with this value. */
    boolean isValue() {
        return isServed() && !(value instanceof EntryFormat.Failed);
    }
}
