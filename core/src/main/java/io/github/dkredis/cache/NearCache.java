package io.github.dkredis.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one cache that are kept in this JVM. Tracked reads fill it on the event loop of the tracked
 * connection, in the order of replies and invalidations, so a reply never brings back what the server has already
 * reported as changed.
 *
 * <p>An entry is served while three things hold: it belongs to the current tracking session, its deadline (never later
 * than the server's) has not passed, and it was not invalidated. A change that this client makes itself advances the
 * entry's epoch before it is sent and at its reply. A read that began in an earlier epoch is not kept, because the
 * reply to a change comes over another connection and may overtake the invalidation.
 */
final class NearCache {

    /** Stands for a cached null. */
    static final Object NULL = new Object();

    private static final int STRIPES = 1 << 8;

    private final Tracking tracking;
    private final CoarseClock clock;
    private final long ttlMillis;
    private final String prefix;
    private final Cache<Object, Entry> entries;
    private final AtomicLongArray epochs = new AtomicLongArray(STRIPES);

    /**
     * An entry. It has no value until the caller of its read has decoded it, since decoding takes too long for the
     * event loop.
     */
    static final class Entry {
        private final long session;
        private final long deadlineMillis;
        private volatile @Nullable Object value;

        Entry(long session, long deadlineMillis) {
            this.session = session;
            this.deadlineMillis = deadlineMillis;
        }

        void decoded(@Nullable Object decoded) {
            value = decoded == null ? NULL : decoded;
        }
    }

    /** A read that is under way: its reply is kept only if session and epoch are still the same. */
    record Read(Object key, long session, long epoch, long sentMillis) {}

    /**
     * An empty near cache.
     *
     * @param prefix the start of the Redis keys of the cache's entries, before the generation
     */
    NearCache(Tracking tracking, CoarseClock clock, CacheOptions options, String prefix) {
        this.tracking = tracking;
        this.clock = clock;
        this.ttlMillis = options.nearTtlMillis();
        this.prefix = prefix;
        this.entries = Caffeine.newBuilder()
                .maximumSize(options.nearSize())
                .executor(Runnable::run)
                .build();
        tracking.onInvalidate(this::invalidate);
    }

    Tracking tracking() {
        return tracking;
    }

    /** The value of an entry, {@link #NULL} for a cached null, or null if the entry is not here or not decoded yet. */
    @Nullable
    Object hit(Object key) {
        Entry entry = entries.getIfPresent(key);
        return entry != null && entry.session == tracking.session() && clock.millis() - entry.deadlineMillis < 0
                ? entry.value
                : null;
    }

    // ---- filling

    /**
     * Registers a read before it is sent. Returns null if nothing is tracked now, so that its reply must not be kept.
     */
    @Nullable
    Read begin(Object key) {
        long session = tracking.session();
        return session == 0 ? null : new Read(key, session, epochs.get(stripe(key)), CoarseClock.exactMillis());
    }

    /**
     * Keeps the reply of a read; called on the event loop.
     *
     * @param freshMillis how much longer the value may be served
     * @return the entry, or null if it is not kept
     */
    @Nullable
    Entry fill(Read read, long freshMillis) {
        long millis = Math.min(ttlMillis, freshMillis);
        // Two ticks, because the clock may stand one tick behind both when the read is sent and when the entry is
        // served.
        if (millis <= 2 * CoarseClock.TICK_MILLIS || read.session() != tracking.session() || !isOfItsEpoch(read)) {
            return null;
        }
        long deadline = read.sentMillis() + Math.min(millis, Long.MAX_VALUE >> 2) - 2 * CoarseClock.TICK_MILLIS;
        Entry entry = new Entry(read.session(), deadline);
        entries.put(read.key(), entry);
        // Another thread may have advanced the epoch between the check and the put, when there was nothing to remove
        // yet.
        if (!isOfItsEpoch(read)) {
            entries.asMap().remove(read.key(), entry);
        }
        return entry;
    }

    private boolean isOfItsEpoch(Read read) {
        return epochs.get(stripe(read.key())) == read.epoch();
    }

    // ---- dropping

    /**
     * Handles an invalidation of the server.
     *
     * @param redisKey {@code <prefix><generation>:<key>}, where the generation has no colon; or null if any entry may
     *     have changed
     */
    private void invalidate(@Nullable String redisKey) {
        if (redisKey == null) {
            invalidateAll();
        } else if (redisKey.startsWith(prefix)) {
            int colon = redisKey.indexOf(':', prefix.length());
            if (colon > 0) {
                entries.invalidate(KeyText.keyOf(redisKey.substring(colon + 1)));
            }
        }
    }

    /** This client changes an entry: drops it and the replies of reads that are under way. */
    void advanceEpoch(Object key) {
        epochs.incrementAndGet(stripe(key));
        entries.invalidate(key);
    }

    /** Drops all entries and the replies of all reads that are under way. */
    void invalidateAll() {
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
