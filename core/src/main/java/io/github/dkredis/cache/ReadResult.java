package io.github.dkredis.cache;

import org.jspecify.annotations.Nullable;

/**
 * What a read of an entry has found.
 *
 * @param value the value, null for a cached null, {@link EntryFormat.Failed} for a remembered failure; null without an
 *     entry
 * @param freshMillis how much longer the value is fresh; {@link Long#MAX_VALUE} if it has no TTL or the TTL was not
 *     asked for
 */
record ReadResult(Kind kind, @Nullable Object value, long freshMillis) {

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

    static final ReadResult MISS = new ReadResult(Kind.MISS, null, 0);
    static final ReadResult UNDECODABLE = new ReadResult(Kind.UNDECODABLE, null, 0);
    static final ReadResult UNAVAILABLE = new ReadResult(Kind.UNAVAILABLE, null, 0);

    /** Whether a read with a loader answers with this result; a remembered failure answers with an exception. */
    boolean isServed() {
        return kind == Kind.FRESH || kind == Kind.STALE;
    }

    /** Whether every kind of read answers with this value. */
    boolean isValue() {
        return isServed() && !(value instanceof EntryFormat.Failed);
    }
}
