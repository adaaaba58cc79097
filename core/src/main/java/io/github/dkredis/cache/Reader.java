package io.github.dkredis.cache;

import io.github.dkredis.WrongTypeException;
import io.github.dkredis.internal.Client;
import io.github.dkredis.internal.Composite;
import io.github.dkredis.internal.Names;
import io.github.dkredis.internal.Pending;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries: by a plain {@code GET}, or with the time they have left where that matters, or, for the near cache, over the
 * push link, where the server watches what was read.
 */
final class Reader {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis");
    private static final long UNKNOWN = -1;

    private final Client client;
    private final Form form;
    private final CacheOptions options;
    private final Counters counters;
    private final Settling settling;
    private final @Nullable Fleet fleet;
    private final @Nullable Near near;
    private final boolean withTimes;
    private final AtomicBoolean warned = new AtomicBoolean();

    Reader(
            Client client,
            Form form,
            CacheOptions options,
            Counters counters,
            Settling settling,
            @Nullable Fleet fleet,
            @Nullable Near near) {
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
    Pending<Seen> read(Slot slot) {
        return settling.before(List.of(slot), () -> readNow(slot));
    }

    private Pending<Seen> readNow(Slot slot) {
        if (withTimes) {
            return readWithTimes(List.of(slot)).then(seen -> Pending.of(seen.get(0)));
        }
        return CacheScripts.get(client, slot.label(), slot.entry())
                .map(bytes -> bytes == null ? Seen.MISS : seen(slot, bytes, UNKNOWN))
                .orElse(failure -> otherType(slot, failure));
    }

    private Pending<Seen> otherType(Slot slot, Throwable failure) {
        if (failure instanceof WrongTypeException) {
            return Pending.of(broken(slot, "it is of another Redis type"));
        }
        throw Composite.<RuntimeException>asItIs(failure);
    }

    /** Reads entries in one atomic step; at least one. */
    Pending<List<Seen>> readAll(List<Slot> slots) {
        return settling.before(slots, () -> readAllNow(slots));
    }

    private Pending<List<Seen>> readAllNow(List<Slot> slots) {
        if (withTimes) {
            return readWithTimes(slots);
        }
        return CacheScripts.getAll(client, slots).map(values -> {
            List<Seen> seen = new ArrayList<>(slots.size());
            for (int i = 0; i < slots.size(); i++) {
                seen.add(values.get(i) instanceof byte[] bytes ? seen(slots.get(i), bytes, UNKNOWN) : Seen.MISS);
            }
            return seen;
        });
    }

    private Pending<List<Seen>> readWithTimes(List<Slot> slots) {
        if (near != null && fleet != null && fleet.tracking().session() != 0) {
            return readTracked(fleet, near, slots);
        }
        return CacheScripts.read(client, slots).map(reply -> seen(slots, reply, List.of()));
    }

    private Pending<List<Seen>> readTracked(Fleet fleet, Near near, List<Slot> slots) {
        List<Near.@Nullable Read> reads = new ArrayList<>(slots.size());
        slots.forEach(slot -> reads.add(near.begin(slot.key())));
        List<Near.@Nullable Entry> kept = new ArrayList<>(slots.size());
        CompletableFuture<List<@Nullable Object>> answer = new CompletableFuture<>();
        return new Pending<List<@Nullable Object>>() {
            @Override
            public List<@Nullable Object> await() {
                return sent().await();
            }

            @Override
            public java.util.concurrent.CompletionStage<List<@Nullable Object>> stage() {
                return sent().stage();
            }

            private Pending<List<@Nullable Object>> sent() {
                fleet.push().fire(CacheScripts.read(client, slots), (reply, failure) -> {
                    if (reply == null) {
                        answer.completeExceptionally(failure == null ? new IllegalStateException() : failure);
                        return;
                    }
                    for (int i = 0; i < slots.size(); i++) {
                        kept.add(keep(near, slots.get(i), reads.get(i), reply.get(2 * i), (Long) reply.get(2 * i + 1)));
                    }
                    answer.complete(reply);
                });
                return Awaited.ending("cache get", answer, client.executor());
            }
        }.then(reply -> Pending.of(seen(slots, reply, kept)));
    }

    private Near.@Nullable Entry keep(
            Near near, Slot slot, Near.@Nullable Read read, @Nullable Object value, @Nullable Long left) {
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

    /** Near entries end a little before their refresh is due, so that it is seen. */
    private long earlyMillis() {
        return (long) (3 * options.earlyRefresh() * counters.loadMillis());
    }

    private List<Seen> seen(List<Slot> slots, List<@Nullable Object> reply, List<Near.@Nullable Entry> kept) {
        List<Seen> seen = new ArrayList<>(slots.size());
        for (int i = 0; i < slots.size(); i++) {
            Object value = reply.get(2 * i);
            Long left = (Long) reply.get(2 * i + 1);
            if (value instanceof byte[] bytes && left != null) {
                Seen one = seen(slots.get(i), bytes, left);
                Near.Entry entry = kept.isEmpty() ? null : kept.get(i);
                if (entry != null && one.kind() == Seen.Kind.FRESH && !(one.value() instanceof Form.Failed)) {
                    entry.decoded(one.value());
                }
                seen.add(one);
            } else {
                seen.add(value == null ? Seen.MISS : broken(slots.get(i), "it is of another Redis type"));
            }
        }
        return seen;
    }

    /** What some bytes of an entry are, with its PTTL or a negative number. */
    Seen seen(Slot slot, byte[] bytes, long leftMillis) {
        Object value;
        try {
            value = form.decode(bytes);
        } catch (RuntimeException e) {
            return broken(slot, String.valueOf(e.getMessage()));
        }
        if (leftMillis < 0 || options.keptMillis() == 0) {
            return new Seen(Seen.Kind.FRESH, value, leftMillis, null);
        }
        long fresh = leftMillis - options.keptMillis();
        if (fresh > 0) {
            return new Seen(Seen.Kind.FRESH, value, fresh, null);
        }
        boolean stale = leftMillis > options.staleOnErrorMillis();
        return new Seen(stale ? Seen.Kind.STALE : Seen.Kind.KEPT, value, 0, null);
    }

    private Seen broken(Slot slot, String why) {
        counters.undecodable.increment();
        if (warned.compareAndSet(false, true)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "cache entry {0} cannot be read and counts as a miss: {1}; more such entries are only counted",
                    Names.quoted(slot.label()),
                    why);
        }
        return Seen.BROKEN;
    }
}
