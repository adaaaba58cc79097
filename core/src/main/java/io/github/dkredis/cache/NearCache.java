package io.github.dkredis.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Weigher;
import io.github.dkredis.internal.connection.Client;
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
 *
 * <p>If the options ask for it, the entries of a session that the loss of the connection has ended are served for a
 * time, while the client has no connection to Redis at all. They are dropped as soon as Redis answers, because a caller
 * that has read a newer value must not find them again.
 */
final class NearCache {

    /** Stands for a cached null. */
    static final Object NULL = new Object();

    private static final int STRIPES = 1 << 8;

    private final Tracking tracking;
    private final CoarseClock clock;
    private final Client client;
    private final NearOptions options;
    private final String prefix;
    private final Cache<Object, Entry> entries;

    /** The session whose entries are served while Redis is away; null at all other times. */
    private volatile @Nullable Outage outage;

    private final AtomicLongArray epochs = new AtomicLongArray(STRIPES);

    /**
     * An entry. It has no value until the caller of its read has decoded it, since decoding takes too long for the
     * event loop.
     */
    static final class Entry {
        private final long session;
        private final long deadlineMillis;
        private final int weight;
        private volatile @Nullable Object value;

        Entry(long session, long deadlineMillis, int weight) {
            this.session = session;
            this.deadlineMillis = deadlineMillis;
            this.weight = weight;
        }
    }

    /** The session that has ended, and until when its entries may be served. */
    private record Outage(long session, long untilMillis) {}

    /** A read that is under way: its reply is kept only if session and epoch are still the same. */
    record Read(Object key, long session, long epoch, long sentMillis) {}

    /**
     * An empty near cache.
     *
     * @param prefix the start of the Redis keys of the cache's entries, before the generation
     */
    NearCache(CacheResources resources, NearOptions options, String prefix) {
        this.client = resources.client();
        this.tracking = resources.tracking();
        this.clock = resources.clock();
        this.options = options;
        this.prefix = prefix;
        this.entries = newEntries(options);
        tracking.onInvalidate(this::invalidate);
        tracking.onSession(new Tracking.SessionListener() {
            @Override
            public void ended(long session) {
                sessionEnded(session);
            }

            @Override
            public void begins() {
                dropOutage();
            }
        });
        client.onReconnect(this::dropOutage);
    }

    private static Cache<Object, Entry> newEntries(NearOptions options) {
        Caffeine<Object, Object> builder = Caffeine.newBuilder().executor(Runnable::run);
        NearWeight<?> bound = options.weight();
        if (bound == null) {
            return builder.maximumSize(options.maxEntries()).build();
        }
        Weigher<Object, Entry> weigher = (key, entry) -> entry.weight;
        return builder.maximumWeight(bound.max()).weigher(weigher).build();
    }

    Tracking tracking() {
        return tracking;
    }

    /** The value of an entry, {@link #NULL} for a cached null, or null if the entry is not here or not decoded yet. */
    @Nullable
    Object hit(Object key) {
        Entry entry = entries.getIfPresent(key);
        return entry != null && clock.millis() - entry.deadlineMillis < 0 && isServed(entry) ? entry.value : null;
    }

    private boolean isServed(Entry entry) {
        return entry.session == tracking.session() || isOfOutage(entry);
    }

    // ---- while Redis is away

    private boolean isOfOutage(Entry entry) {
        Outage current = outage;
        return current != null
                && entry.session == current.session()
                && clock.millis() - current.untilMillis() < 0
                && !client.isConnected();
    }

    private void sessionEnded(long session) {
        if (options.whileUnavailableMillis() == 0) {
            invalidateAll();
        } else {
            long millis = Math.min(options.whileUnavailableMillis(), Long.MAX_VALUE >> 2);
            outage = new Outage(session, CoarseClock.exactMillis() + millis - CoarseClock.TICK_MILLIS);
        }
    }

    /** Redis has answered, or is about to report changes again. */
    void dropOutage() {
        if (outage != null) {
            outage = null;
            invalidateAll();
        }
    }

    /** This client tries to change an entry, perhaps in vain: while Redis is away, it must not be served any more. */
    void triesToChange(Object key) {
        if (options.whileUnavailableMillis() > 0) {
            advanceEpoch(key);
        }
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
        long millis = Math.min(options.ttlMillis(), freshMillis);
        // Two ticks, because the clock may stand one tick behind both when the read is sent and when the entry is
        // served.
        if (millis <= 2 * CoarseClock.TICK_MILLIS || read.session() != tracking.session() || !isOfItsEpoch(read)) {
            return null;
        }
        long deadline = read.sentMillis() + Math.min(millis, Long.MAX_VALUE >> 2) - 2 * CoarseClock.TICK_MILLIS;
        Entry entry = new Entry(read.session(), deadline, NearWeight.OTHER);
        entries.put(read.key(), entry);
        // Another thread may have advanced the epoch between the check and the put, when there was nothing to remove
        // yet.
        if (!isOfItsEpoch(read)) {
            entries.asMap().remove(read.key(), entry);
        }
        return entry;
    }

    /**
     * Adds the value to an entry, which is served from now on, unless it was dropped meanwhile.
     *
     * @throws RuntimeException what the weigher throws; then the entry is not kept
     */
    void decoded(Object key, Entry entry, @Nullable Object value) {
        Object shown = value == null ? NULL : value;
        NearWeight<?> bound = options.weight();
        if (bound == null) {
            entry.value = shown;
            return;
        }
        int weight;
        try {
            weight = bound.of(value);
        } catch (RuntimeException | Error e) {
            entries.asMap().remove(key, entry);
            throw e;
        }
        Entry weighed = new Entry(entry.session, entry.deadlineMillis, weight);
        weighed.value = shown;
        entries.asMap().replace(key, entry, weighed);
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
