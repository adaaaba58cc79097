package io.github.dkredis.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Entries of a cache in this JVM. They come in by tracked reads, on the event loop of the push link, in the order of replies
 * and invalidations; so that what the server says to have changed is never put back by a reply from before.
 *
 * <p>An entry is served while three things hold: it is of the current tracking session, its deadline (never after the
 * server's) is ahead, and it was not invalidated. Who changes an entry from here raises its epoch before sending and at the
 * reply: a read that began in an earlier epoch is not kept, since the reply to a write may overtake its invalidation.
 */
final class NearCache {

    /** A cached null. */
    static final Object NULL = new Object();

    private static final int STRIPES = 1 << 8;

    private final Tracking tracking;
    private final CoarseClock clock;
    private final long ttlMillis;
    private final Cache<Object, Entry> entries;
    private final AtomicLongArray epochs = new AtomicLongArray(STRIPES);

    /** What is kept: bytes until the first reader has decoded them, since that is nothing for the event loop. */
    static final class Entry {
        private final long session;
        private final long deadlineMillis;
        private volatile byte @Nullable [] bytes;
        private volatile @Nullable Object value;

        Entry(long session, long deadlineMillis, byte[] bytes) {
            this.session = session;
            this.deadlineMillis = deadlineMillis;
            this.bytes = bytes;
        }

        byte @Nullable [] bytes() {
            return bytes;
        }

        void decoded(@Nullable Object decoded) {
            value = decoded == null ? NULL : decoded;
            bytes = null;
        }
    }

    /** A read under way: what must still be so at its reply. */
    record Read(Object key, long session, long epoch, long sentMillis) {}

    NearCache(Tracking tracking, CoarseClock clock, long size, long ttlMillis) {
        this.tracking = tracking;
        this.clock = clock;
        this.ttlMillis = ttlMillis;
        this.entries =
                Caffeine.newBuilder().maximumSize(size).executor(Runnable::run).build();
    }

    /** The value of an entry, {@link #NULL} for a cached null, or null if it is not here. */
    @Nullable
    Object hit(Object key) {
        Entry entry = entries.getIfPresent(key);
        return entry != null && entry.session == tracking.session() && clock.millis() - entry.deadlineMillis < 0
                ? entry.value
                : null;
    }

    /** Before a tracked read is sent; null if there can be none now. */
    @Nullable
    Read begin(Object key) {
        long session = tracking.session();
        return session == 0 ? null : new Read(key, session, epochs.get(stripe(key)), CoarseClock.exactMillis());
    }

    /**
     * At the reply, on the event loop.
     *
     * @param leftMillis how much longer it may be served; negative for ever
     * @return the entry, or null if it is not kept
     */
    @Nullable
    Entry fill(Read read, byte[] bytes, long leftMillis) {
        long left = leftMillis < 0 ? ttlMillis : Math.min(ttlMillis, leftMillis);
        if (left <= 2 * CoarseClock.TICK_MILLIS || read.session() != tracking.session() || !isOfItsEpoch(read)) {
            return null;
        }
        long deadline = read.sentMillis() + Math.min(left, Long.MAX_VALUE >> 2) - 2 * CoarseClock.TICK_MILLIS;
        Entry entry = new Entry(read.session(), deadline, bytes);
        entries.put(read.key(), entry);
        if (!isOfItsEpoch(read)) {
            entries.asMap().remove(read.key(), entry);
        }
        return entry;
    }

    private boolean isOfItsEpoch(Read read) {
        return epochs.get(stripe(read.key())) == read.epoch();
    }

    /** The entry has changed in Redis. */
    void invalidate(Object key) {
        entries.invalidate(key);
    }

    /** The entry is being changed from here. */
    void advanceEpoch(Object key) {
        epochs.incrementAndGet(stripe(key));
        entries.invalidate(key);
    }

    /** Everything is in doubt. */
    void advanceAllEpochs() {
        for (int i = 0; i < STRIPES; i++) {
            epochs.incrementAndGet(i);
        }
        entries.invalidateAll();
    }

    long size() {
        entries.cleanUp();
        return entries.estimatedSize();
    }

    private static int stripe(Object key) {
        int hash = key.hashCode();
        return (hash ^ hash >>> 16 ^ hash >>> 8) & STRIPES - 1;
    }
}
