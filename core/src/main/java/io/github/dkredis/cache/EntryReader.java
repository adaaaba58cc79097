package io.github.dkredis.cache;

import io.github.dkredis.WrongTypeException;
import io.github.dkredis.internal.Failures;
import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.Operations;
import io.github.dkredis.internal.connection.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries: by a plain {@code GET}, or with the time they have left where that matters, or, for the near cache, over the
 * push link, where the server watches what was read.
 */
final class EntryReader {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis");
    private static final long UNKNOWN = -1;

    private final Client client;
    private final EntryFormat format;
    private final CacheOptions options;
    private final StatsCounter stats;
    private final UnconfirmedFills unconfirmedFills;
    private final @Nullable LoadNotifications notifications;
    private final @Nullable NearCache near;
    private final boolean withTimes;
    private final AtomicBoolean warned = new AtomicBoolean();

    EntryReader(
            Client client,
            EntryFormat format,
            CacheOptions options,
            StatsCounter stats,
            UnconfirmedFills unconfirmedFills,
            @Nullable LoadNotifications notifications,
            @Nullable NearCache near) {
        this.client = client;
        this.format = format;
        this.options = options;
        this.stats = stats;
        this.unconfirmedFills = unconfirmedFills;
        this.notifications = notifications;
        this.near = near;
        this.withTimes = near != null || options.keptMillis() > 0 || options.earlyRefresh() > 0;
    }

    /** Reads an entry. */
    Operation<ReadResult> read(EntryAddress address) {
        return unconfirmedFills.before(List.of(address), () -> readNow(address));
    }

    private Operation<ReadResult> readNow(EntryAddress address) {
        if (withTimes) {
            return readWithTimes(List.of(address)).map(results -> results.get(0));
        }
        return CacheScripts.get(client, address.label(), address.entry())
                .map(bytes -> bytes == null ? ReadResult.MISS : decode(address, bytes, UNKNOWN))
                .recover(failure -> otherType(address, failure));
    }

    private Operation<ReadResult> otherType(EntryAddress address, Throwable failure) {
        if (failure instanceof WrongTypeException) {
            return Operation.of(broken(address, "it is of another Redis type"));
        }
        throw Failures.<RuntimeException>sneaky(failure);
    }

    /** Reads entries in one atomic step; at least one. */
    Operation<List<ReadResult>> readAll(List<EntryAddress> addresses) {
        return unconfirmedFills.before(addresses, () -> readAllNow(addresses));
    }

    private Operation<List<ReadResult>> readAllNow(List<EntryAddress> addresses) {
        if (withTimes) {
            return readWithTimes(addresses);
        }
        return CacheScripts.getAll(client, addresses).map(values -> {
            List<ReadResult> results = new ArrayList<>(addresses.size());
            for (int i = 0; i < addresses.size(); i++) {
                results.add(
                        values.get(i) instanceof byte[] bytes
                                ? decode(addresses.get(i), bytes, UNKNOWN)
                                : ReadResult.MISS);
            }
            return results;
        });
    }

    private Operation<List<ReadResult>> readWithTimes(List<EntryAddress> addresses) {
        if (near != null && notifications != null && notifications.tracking().session() != 0) {
            return readTracked(notifications, near, addresses);
        }
        return CacheScripts.read(client, addresses).map(reply -> decodeAll(addresses, reply, List.of()));
    }

    private Operation<List<ReadResult>> readTracked(
            LoadNotifications notifications, NearCache near, List<EntryAddress> addresses) {
        return Operation.defer(() -> readTrackedNow(notifications, near, addresses));
    }

    private Operation<List<ReadResult>> readTrackedNow(
            LoadNotifications notifications, NearCache near, List<EntryAddress> addresses) {
        List<NearCache.@Nullable Read> reads = new ArrayList<>(addresses.size());
        addresses.forEach(address -> reads.add(near.begin(address.key())));
        List<NearCache.@Nullable Entry> kept = new ArrayList<>(addresses.size());
        CompletableFuture<List<@Nullable Object>> answer = new CompletableFuture<>();
        notifications.push().send(CacheScripts.read(client, addresses), (reply, failure, repeated) -> {
            if (reply == null) {
                answer.completeExceptionally(failure == null ? new IllegalStateException("no reply") : failure);
                return;
            }
            for (int i = 0; i < addresses.size(); i++) {
                kept.add(keep(near, addresses.get(i), reads.get(i), reply.get(2 * i), (Long) reply.get(2 * i + 1)));
            }
            answer.complete(reply);
        });
        return Operations.ofFuture("cache get", answer, client).map(reply -> decodeAll(addresses, reply, kept));
    }

    private NearCache.@Nullable Entry keep(
            NearCache near,
            EntryAddress address,
            NearCache.@Nullable Read read,
            @Nullable Object value,
            @Nullable Long left) {
        if (read == null
                || !(value instanceof byte[] bytes)
                || left == null
                || !address.keySpace().isCurrent()) {
            return null;
        }
        if (left < 0) {
            return near.fill(read, bytes, left);
        }
        long fresh = left - options.keptMillis() - earlyMillis();
        return fresh <= 0 ? null : near.fill(read, bytes, fresh);
    }

    /** NearCache entries end a little before their refresh is due, so that a far read finds it due. */
    private long earlyMillis() {
        return (long) (3 * options.earlyRefresh() * stats.loadMillis());
    }

    private List<ReadResult> decodeAll(
            List<EntryAddress> addresses, List<@Nullable Object> reply, List<NearCache.@Nullable Entry> kept) {
        List<ReadResult> results = new ArrayList<>(addresses.size());
        for (int i = 0; i < addresses.size(); i++) {
            Object value = reply.get(2 * i);
            Long left = (Long) reply.get(2 * i + 1);
            if (value instanceof byte[] bytes && left != null) {
                ReadResult one = decode(addresses.get(i), bytes, left);
                NearCache.Entry entry = kept.isEmpty() ? null : kept.get(i);
                if (entry != null
                        && one.kind() == ReadResult.Kind.FRESH
                        && !(one.value() instanceof EntryFormat.Failed)) {
                    entry.decoded(one.value());
                }
                results.add(one);
            } else {
                results.add(value == null ? ReadResult.MISS : broken(addresses.get(i), "it is of another Redis type"));
            }
        }
        return results;
    }

    /** What some bytes of an entry are, with its PTTL or a negative number. */
    ReadResult decode(EntryAddress address, byte[] bytes, long leftMillis) {
        Object value;
        try {
            value = format.decode(bytes);
        } catch (RuntimeException e) {
            return broken(address, String.valueOf(e.getMessage()));
        }
        if (leftMillis < 0 || options.keptMillis() == 0) {
            return new ReadResult(ReadResult.Kind.FRESH, value, leftMillis, null);
        }
        long fresh = leftMillis - options.keptMillis();
        if (fresh > 0) {
            return new ReadResult(ReadResult.Kind.FRESH, value, fresh, null);
        }
        boolean stale = leftMillis > options.staleOnErrorMillis();
        return new ReadResult(stale ? ReadResult.Kind.STALE : ReadResult.Kind.KEPT, value, 0, null);
    }

    private ReadResult broken(EntryAddress address, String why) {
        stats.undecodable.increment();
        if (warned.compareAndSet(false, true)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "cache entry {0} cannot be read and counts as a miss: {1}; more such entries are only counted",
                    Keys.quoted(address.label()),
                    why);
        }
        return ReadResult.BROKEN;
    }
}
