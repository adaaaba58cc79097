package io.github.dkredis.cache;

import org.jspecify.annotations.Nullable;

/**
 * What a read has found.
 *
 * @param kind how it is to be taken
 * @param value the value, null for a cached null, {@link EntryFormat.Failed} for a failure; null where there is none
 * @param leftMillis how much longer it is fresh; negative for ever or unknown
 * @param failure why Redis could not be asked
 */
record ReadResult(
        Kind kind,
        @Nullable Object value,
        long leftMillis,
        @Nullable RuntimeException failure) {

    enum Kind {
        /** Nothing there. */
        MISS,
        /** To be served. */
        FRESH,
        /** To be served, and refreshed. */
        STALE,
        /** To be served only if it cannot be loaded. */
        KEPT,
        /** Something that cannot be read: to be loaded, and written over. */
        BROKEN,
        /** Redis could not be asked. */
        AWAY
    }

    static final ReadResult MISS = new ReadResult(Kind.MISS, null, 0, null);
    static final ReadResult BROKEN = new ReadResult(Kind.BROKEN, null, 0, null);

    static ReadResult away(RuntimeException failure) {
        return new ReadResult(Kind.AWAY, null, 0, failure);
    }

    boolean isServed() {
        return kind == Kind.FRESH || kind == Kind.STALE;
    }
}
