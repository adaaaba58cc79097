package io.github.dkredis.cache;

import io.github.dkredis.WrongTypeException;
import io.github.dkredis.internal.Failures;
import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationJoins;
import io.github.dkredis.internal.connection.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries from Redis in one of three ways: by a plain {@code GET} or {@code MGET}; together with their remaining
 * TTL, where a window or early refresh needs it; or, for the near cache, over the connection for tracked reads, so that
 * the server tracks what was read.
 */
final class EntryReader {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis");
    private static final String OTHER_TYPE = "it is of another Redis type";

    /** The remaining TTL of an entry that has none, or whose TTL was not asked for. */
    private static final long NO_TTL = Long.MAX_VALUE;

    private final Client client;
    private final EntryFormat format;
    private final StatsCounter stats;
    private final UnconfirmedFills unconfirmedFills;
    private final @Nullable NearCache nearCache;
    private final AccessExpiry accessExpiry;
    private final boolean withTtl;
    private final double earlyRefresh;
    private final long keptMillis;
    private final long staleOnErrorMillis;
    private final AtomicBoolean warned = new AtomicBoolean();

    EntryReader(CacheContext context, @Nullable NearCache nearCache) {
        CacheOptions options = context.options();
        this.client = context.client();
        this.format = context.format();
        this.stats = context.stats();
        this.unconfirmedFills = context.resources().unconfirmedFills();
        this.nearCache = nearCache;
        this.earlyRefresh = options.earlyRefresh();
        this.keptMillis = options.keptMillis();
        this.staleOnErrorMillis = options.staleOnErrorMillis();
        this.withTtl = nearCache != null || keptMillis > 0 || earlyRefresh > 0 || options.expiresAfterAccess();
        this.accessExpiry = new AccessExpiry(context);
    }

    /** Reads an entry. */
    Operation<ReadResult> read(EntryAddress address) {
        return unconfirmedFills.before(List.of(address), () -> readNow(address));
    }

    private Operation<ReadResult> readNow(EntryAddress address) {
        if (withTtl) {
            return readWithTtl(List.of(address)).map(results -> results.get(0));
        }
        return CacheScripts.get(client, address.label(), address.entry())
                .map(bytes -> bytes == null ? ReadResult.MISS : decode(address, bytes, NO_TTL))
                .recover(failure -> recoverOtherType(address, failure));
    }

    private Operation<ReadResult> recoverOtherType(EntryAddress address, Throwable failure) {
        if (failure instanceof WrongTypeException) {
            return Operation.of(undecodable(address, OTHER_TYPE));
        }
        throw Failures.<RuntimeException>sneaky(failure);
    }

    /** Reads entries, all at once; the results in order. */
    Operation<List<ReadResult>> readAll(List<EntryAddress> addresses) {
        int size = withTtl ? BulkParts.SCRIPT_ENTRIES : BulkParts.READ_ENTRIES;
        return unconfirmedFills.before(
                addresses, () -> BulkParts.inParts(client, addresses, size, Function.identity(), this::readAllNow));
    }

    private Operation<List<ReadResult>> readAllNow(List<EntryAddress> addresses) {
        if (withTtl) {
            return readWithTtl(addresses);
        }
        return CacheScripts.getAll(client, addresses).map(values -> {
            List<ReadResult> results = new ArrayList<>(addresses.size());
            for (int i = 0; i < addresses.size(); i++) {
                results.add(
                        values.get(i) instanceof byte[] bytes
                                ? decode(addresses.get(i), bytes, NO_TTL)
                                : ReadResult.MISS);
            }
            return results;
        });
    }

    private Operation<List<ReadResult>> readWithTtl(List<EntryAddress> addresses) {
        if (nearCache != null && nearCache.tracking().session() != 0) {
            return Operation.defer(() -> readTracked(nearCache, addresses));
        }
        return CacheScripts.read(client, addresses).map(reply -> {
            if (nearCache != null) {
                nearCache.dropOutage(); // what was read now may be newer than what was kept
            }
            return decodeAll(addresses, reply, List.of());
        });
    }

    // ---- for the near cache

    /**
     * Reads over the tracked connection. The near cache is filled on the event loop, in the order of replies and
     * invalidations, so a reply never brings back what an invalidation has dropped. The values are decoded later, by
     * the caller.
     */
    private Operation<List<ReadResult>> readTracked(NearCache near, List<EntryAddress> addresses) {
        List<NearCache.@Nullable Read> reads = new ArrayList<>(addresses.size());
        addresses.forEach(address -> reads.add(near.begin(address.key())));
        List<NearCache.@Nullable Entry> filled = new ArrayList<>(addresses.size());
        CompletableFuture<List<@Nullable Object>> answer = new CompletableFuture<>();
        near.tracking().send(CacheScripts.read(client, addresses), (reply, failure, repeated) -> {
            if (reply == null) {
                answer.completeExceptionally(failure == null ? new IllegalStateException("no reply") : failure);
                return;
            }
            for (int i = 0; i < addresses.size(); i++) {
                filled.add(fill(near, addresses.get(i), reads.get(i), reply.get(2 * i), (Long) reply.get(2 * i + 1)));
            }
            answer.complete(reply);
        });
        return OperationJoins.ofFuture("cache get", answer, client).map(reply -> decodeAll(addresses, reply, filled));
    }

    private NearCache.@Nullable Entry fill(
            NearCache near,
            EntryAddress address,
            NearCache.@Nullable Read read,
            @Nullable Object value,
            @Nullable Long pttl) {
        if (read == null
                || !(value instanceof byte[])
                || pttl == null
                || !address.keySpace().isCurrent()) {
            return null;
        }
        long nearMillis = pttl < 0 ? NO_TTL : pttl - keptMillis - earlyMillis();
        return nearMillis <= 0 ? null : near.fill(read, nearMillis);
    }

    /** Near entries end a little before their early refresh is due, so that a read from Redis finds it due. */
    private long earlyMillis() {
        return (long) (3 * earlyRefresh * stats.loadMillis());
    }

    // ---- decoding

    /** Decodes the reply of the script {@code read}: for each entry its value and its PTTL. */
    private List<ReadResult> decodeAll(
            List<EntryAddress> addresses, List<@Nullable Object> reply, List<NearCache.@Nullable Entry> filled) {
        List<ReadResult> results = new ArrayList<>(addresses.size());
        for (int i = 0; i < addresses.size(); i++) {
            Object value = reply.get(2 * i);
            Long pttl = (Long) reply.get(2 * i + 1);
            if (value instanceof byte[] bytes && pttl != null) {
                ReadResult result = decode(addresses.get(i), bytes, pttl < 0 ? NO_TTL : pttl);
                NearCache.Entry entry = filled.isEmpty() ? null : filled.get(i);
                boolean isKept = result.kind() == ReadResult.Kind.FRESH && result.isValue();
                if (nearCache != null && entry != null && isKept) {
                    nearCache.decoded(addresses.get(i).key(), entry, result.value());
                }
                results.add(result);
            } else {
                results.add(value == null ? ReadResult.MISS : undecodable(addresses.get(i), OTHER_TYPE));
            }
        }
        return results;
    }

    /** Decodes the reply of the script {@code lookup}. */
    ReadResult decode(EntryAddress address, LeaseReply.Hit hit) {
        return decode(address, hit.bytes(), hit.pttl() < 0 ? NO_TTL : hit.pttl());
    }

    private ReadResult decode(EntryAddress address, byte[] bytes, long ttlMillis) {
        Object value;
        try {
            value = format.decode(bytes);
        } catch (RuntimeException e) {
            return undecodable(address, String.valueOf(e.getMessage()));
        }
        if (value instanceof EntryFormat.Failed) { // it has no windows: it ends with its TTL
            return new ReadResult(ReadResult.Kind.FRESH, value, ttlMillis, null);
        }
        ReadResult.Version version = ttlMillis == NO_TTL ? null : new ReadResult.Version(bytes, ttlMillis);
        long freshMillis = ttlMillis == NO_TTL ? NO_TTL : ttlMillis - keptMillis;
        if (freshMillis > 0 || keptMillis == 0) {
            ReadResult fresh = new ReadResult(ReadResult.Kind.FRESH, value, freshMillis, version);
            accessExpiry.wasRead(address, fresh);
            return fresh;
        }
        boolean stale = ttlMillis > staleOnErrorMillis;
        return new ReadResult(stale ? ReadResult.Kind.STALE : ReadResult.Kind.STALE_ON_ERROR, value, 0, version);
    }

    private ReadResult undecodable(EntryAddress address, String why) {
        stats.undecodable.increment();
        if (warned.compareAndSet(false, true)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "cache entry {0} cannot be decoded and counts as a miss: {1}; further such entries are counted but"
                            + " not logged",
                    Keys.quoted(address.label()),
                    why);
        }
        return ReadResult.UNDECODABLE;
    }
}
