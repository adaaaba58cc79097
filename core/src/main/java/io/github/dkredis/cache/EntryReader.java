package io.github.dkredis.cache;

import io.github.dkredis.internal.Failures;
import io.github.dkredis.internal.Operations;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.connection.Client;
import io.github.dkredis.WrongTypeException;
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
    private final EntryFormat form;
    private final CacheOptions options;
    private final StatsCounter counters;
    private final UnconfirmedFills settling;
    private final @Nullable LoadNotifications fleet;
    private final @Nullable NearCache near;
    private final boolean withTimes;
    private final AtomicBoolean warned = new AtomicBoolean();

    EntryReader(
            Client client,
            EntryFormat form,
            CacheOptions options,
            StatsCounter counters,
            UnconfirmedFills settling,
            @Nullable LoadNotifications fleet,
            @Nullable NearCache near) {
        this.client = client;
        this.form = form;
        this.options = options;
        this.counters = counters;
        this.settling = settling;
        this.fleet = fleet;
        this.near = near;
        this.withTimes = near != null || options.keptMillis() > 0 || options.earlyRefresh() > 0;
    }

    /** Reads an entry. */
    Operation<ReadResult> read(EntryAddress slot) {
        return settling.before(List.of(slot), () -> readNow(slot));
    }

    private Operation<ReadResult> readNow(EntryAddress slot) {
        if (withTimes) {
            return readWithTimes(List.of(slot)).map(seen -> seen.get(0));
        }
        return CacheScripts.get(client, slot.label(), slot.entry())
                .map(bytes -> bytes == null ? ReadResult.MISS : seen(slot, bytes, UNKNOWN))
                .recover(failure -> otherType(slot, failure));
    }

    private Operation<ReadResult> otherType(EntryAddress slot, Throwable failure) {
        if (failure instanceof WrongTypeException) {
            return Operation.of(broken(slot, "it is of another Redis type"));
        }
        throw Failures.<RuntimeException>sneaky(failure);
    }

    /** Reads entries in one atomic step; at least one. */
    Operation<List<ReadResult>> readAll(List<EntryAddress> slots) {
        return settling.before(slots, () -> readAllNow(slots));
    }

    private Operation<List<ReadResult>> readAllNow(List<EntryAddress> slots) {
        if (withTimes) {
            return readWithTimes(slots);
        }
        return CacheScripts.getAll(client, slots).map(values -> {
            List<ReadResult> seen = new ArrayList<>(slots.size());
            for (int i = 0; i < slots.size(); i++) {
                seen.add(values.get(i) instanceof byte[] bytes ? seen(slots.get(i), bytes, UNKNOWN) : ReadResult.MISS);
            }
            return seen;
        });
    }

    private Operation<List<ReadResult>> readWithTimes(List<EntryAddress> slots) {
        if (near != null && fleet != null && fleet.tracking().session() != 0) {
            return readTracked(fleet, near, slots);
        }
        return CacheScripts.read(client, slots).map(reply -> seen(slots, reply, List.of()));
    }

    private Operation<List<ReadResult>> readTracked(LoadNotifications fleet, NearCache near, List<EntryAddress> slots) {
        return Operation.defer(() -> readTrackedNow(fleet, near, slots));
    }

    private Operation<List<ReadResult>> readTrackedNow(
            LoadNotifications fleet, NearCache near, List<EntryAddress> slots) {
        List<NearCache.@Nullable Read> reads = new ArrayList<>(slots.size());
        slots.forEach(slot -> reads.add(near.begin(slot.key())));
        List<NearCache.@Nullable Entry> kept = new ArrayList<>(slots.size());
        CompletableFuture<List<@Nullable Object>> answer = new CompletableFuture<>();
        fleet.push().send(CacheScripts.read(client, slots), (reply, failure, repeated) -> {
            if (reply == null) {
                answer.completeExceptionally(failure == null ? new IllegalStateException("no reply") : failure);
                return;
            }
            for (int i = 0; i < slots.size(); i++) {
                kept.add(keep(near, slots.get(i), reads.get(i), reply.get(2 * i), (Long) reply.get(2 * i + 1)));
            }
            answer.complete(reply);
        });
        return Operations.ofFuture("cache get", answer, client).map(reply -> seen(slots, reply, kept));
    }

    private NearCache.@Nullable Entry keep(
            NearCache near,
            EntryAddress slot,
            NearCache.@Nullable Read read,
            @Nullable Object value,
            @Nullable Long left) {
        if (read == null
                || !(value instanceof byte[] bytes)
                || left == null
                || !slot.space().isCurrent()) {
            return null;
        }
        if (left < 0) {
            return near.fill(read, bytes, left);
        }
        long fresh = left - options.keptMillis() - earlyMillis();
        return fresh <= 0 ? null : near.fill(read, bytes, fresh);
    }

    /** NearCache entries end a little before their refresh is due, so that it is seen. */
    private long earlyMillis() {
        return (long) (3 * options.earlyRefresh() * counters.loadMillis());
    }

    private List<ReadResult> seen(
            List<EntryAddress> slots, List<@Nullable Object> reply, List<NearCache.@Nullable Entry> kept) {
        List<ReadResult> seen = new ArrayList<>(slots.size());
        for (int i = 0; i < slots.size(); i++) {
            Object value = reply.get(2 * i);
            Long left = (Long) reply.get(2 * i + 1);
            if (value instanceof byte[] bytes && left != null) {
                ReadResult one = seen(slots.get(i), bytes, left);
                NearCache.Entry entry = kept.isEmpty() ? null : kept.get(i);
                if (entry != null
                        && one.kind() == ReadResult.Kind.FRESH
                        && !(one.value() instanceof EntryFormat.Failed)) {
                    entry.decoded(one.value());
                }
                seen.add(one);
            } else {
                seen.add(value == null ? ReadResult.MISS : broken(slots.get(i), "it is of another Redis type"));
            }
        }
        return seen;
    }

    /** What some bytes of an entry are, with its PTTL or a negative number. */
    ReadResult seen(EntryAddress slot, byte[] bytes, long leftMillis) {
        Object value;
        try {
            value = form.decode(bytes);
        } catch (RuntimeException e) {
            return broken(slot, String.valueOf(e.getMessage()));
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

    private ReadResult broken(EntryAddress slot, String why) {
        counters.undecodable.increment();
        if (warned.compareAndSet(false, true)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "cache entry {0} cannot be read and counts as a miss: {1}; more such entries are only counted",
                    Keys.quoted(slot.label()),
                    why);
        }
        return ReadResult.BROKEN;
    }
}
