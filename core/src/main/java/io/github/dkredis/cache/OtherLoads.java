package io.github.dkredis.cache;

import io.github.dkredis.internal.ChangeWatchers;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationJoins;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The entries that a bulk load waits for because other callers load them: flights of this client that it has joined,
 * and entries whose fill lease another client holds. One thread at a time uses it.
 */
final class OtherLoads {

    private final CacheResources resources;
    private final StatsCounter stats;
    private final Map<Object, Flight> joined = new LinkedHashMap<>();
    private final Map<Object, Watched> watched = new LinkedHashMap<>();

    /** The keys that were counted as waits: once, in however many rounds. */
    private final Set<Object> counted = new HashSet<>();

    /** An entry that another client may load, and until when this caller waits for a message at most. */
    private static final class Watched {
        private final String name;
        private final CompletableFuture<Boolean> change;
        private long untilNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);

        Watched(String name, CompletableFuture<Boolean> change) {
            this.name = name;
            this.change = change;
        }
    }

    OtherLoads(CacheResources resources, StatsCounter stats) {
        this.resources = resources;
        this.stats = stats;
    }

    void join(Object key, Flight flight) {
        joined.put(key, flight);
    }

    /** Watches entries before their leases are requested, so that no message falls between the reply and the wait. */
    void watch(List<EntryLoad> loads) {
        ChangeWatchers watchers = resources.notifications().watchers();
        for (EntryLoad load : loads) {
            String name = load.address().redisKey();
            watched.computeIfAbsent(load.key(), key -> new Watched(name, watchers.watch(name)));
        }
    }

    /** Another client loads a watched entry. */
    void isHeld(Object key, LeaseReply.HeldByOther held) {
        Watched entry = watched.get(key);
        if (entry != null) {
            entry.untilNanos = System.nanoTime() + LoadRules.pollNanos(held, resources.notifications());
        }
    }

    void unwatch(Object key) {
        Watched entry = watched.remove(key);
        if (entry != null) {
            resources.notifications().watchers().unwatch(entry.name, entry.change);
        }
    }

    boolean isEmpty() {
        return joined.isEmpty() && watched.isEmpty();
    }

    /** Waits until all have ended, at most until the first fill lease or the deadline has. */
    Operation<Boolean> await(long deadlineNanos) {
        List<CompletableFuture<?>> waits = new ArrayList<>();
        long now = System.nanoTime();
        long nanos = deadlineNanos - now;
        Object first = null;
        for (Map.Entry<Object, Flight> entry : joined.entrySet()) {
            first = entry.getKey();
            waits.add(entry.getValue().outcome());
            nanos = Math.min(nanos, LoadRules.flightPollNanos());
            count(entry.getKey());
        }
        for (Map.Entry<Object, Watched> entry : watched.entrySet()) {
            first = entry.getKey();
            waits.add(entry.getValue().change);
            nanos = Math.min(nanos, entry.getValue().untilNanos - now);
            count(entry.getKey());
        }
        CompletableFuture<Boolean> all = CompletableFuture.allOf(waits.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> true);
        return OperationJoins.ofFuture(String.valueOf(first), all, resources.client(), now + nanos, () -> false);
    }

    private void count(@Nullable Object key) {
        if (counted.add(key)) {
            stats.waits.increment();
        }
    }

    /**
     * Tells the outcomes of the joined flights; a flight that goes on is told as an outcome that asks for another try.
     */
    void takeOutcomes(BiConsumer<Object, Flight.Outcome> taker) {
        Map<Object, Flight> flights = Map.copyOf(joined);
        joined.clear();
        flights.forEach((key, flight) -> taker.accept(key, flight.outcome().getNow(new Flight.Outcome.Retry())));
    }

    /** Ends all waits. */
    void clear() {
        joined.clear();
        List.copyOf(watched.keySet()).forEach(this::unwatch);
    }
}
