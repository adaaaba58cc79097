package io.github.dkredis.cache;

import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.internal.Failures;
import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs loaders for callers that lead flights, and ends these flights with the outcome. What was loaded is stored where
 * the caller holds a fill lease. The fill is sent, or at least registered ({@link UnconfirmedFills}), before the flight
 * ends, so that a caller who learns of the value reads it from Redis too.
 */
final class LoadRunner {

    private final StatsCounter stats;
    private final FillLeases leases;
    private final LoadRules rules;
    private final LoaderThreads loaderThreads;
    private final LoaderSpans spans;

    LoadRunner(CacheContext context, FillLeases leases, LoadRules rules) {
        this.stats = context.stats();
        this.leases = leases;
        this.rules = rules;
        this.loaderThreads = context.resources().loaderThreads();
        this.spans = new LoaderSpans(context.client().measurements(), context.name());
    }

    /** What a loader has returned or thrown, and how long it took. */
    private record Loaded<T extends @Nullable Object>(
            @Nullable T value, @Nullable Throwable failure, long nanos) {}

    /** Loads one entry; a value that is kept for errors is the result if the loader fails. */
    Operation<@Nullable Object> load(EntryLoad load, Operation<?> loader) {
        List<EntryLoad> loads = List.of(load);
        return run(loads, loader).map(loaded -> {
            if (loaded.failure() != null) {
                Throwable thrown = failed(loads, loaded.failure(), loaded.nanos());
                if (thrown != null) {
                    throw Failures.<RuntimeException>sneaky(thrown);
                }
                return load.keptValue();
            }
            stats.loaded(loaded.nanos());
            store(load, loaded.value());
            return loaded.value();
        });
    }

    private void store(EntryLoad load, @Nullable Object value) {
        LeaseReply.Granted lease = load.lease();
        if (lease != null) {
            try {
                Fill fill = leases.fillOf(load.address(), lease, value);
                leases.send(fill == null ? List.of() : List.of(fill));
            } catch (RuntimeException e) {
                load.flight().end(new Flight.Outcome.Failed(e));
                throw e;
            }
        }
        load.flight().end(new Flight.Outcome.Value(value));
    }

    /**
     * Loads several entries with one call of a loader. A key that the loader leaves out has the value null.
     *
     * @param loader has checked its result already ({@link BulkLoad})
     * @return the values by key; if the loader fails, the values that are kept for errors
     * @throws RuntimeException if the loader fails and not all entries have such a value, or a value cannot be encoded;
     *     the others are stored
     */
    Operation<Map<Object, @Nullable Object>> loadAll(
            List<EntryLoad> loads, Function<List<Object>, ? extends Operation<? extends Map<?, ?>>> loader) {
        List<Object> keys = loads.stream().map(EntryLoad::key).toList();
        Operation<Map<?, ?>> call = Operation.defer(() -> loader.apply(keys).<Map<?, ?>>map(loaded -> loaded));
        return run(loads, call).map(loaded -> {
            if (loaded.failure() != null) {
                Throwable thrown = failed(loads, loaded.failure(), loaded.nanos());
                if (thrown != null) {
                    throw Failures.<RuntimeException>sneaky(thrown);
                }
                Map<Object, @Nullable Object> kept = new HashMap<>();
                loads.forEach(load -> kept.put(load.key(), load.keptValue()));
                return kept;
            }
            stats.loaded(loaded.nanos());
            return storeAll(loads, loaded.value() == null ? Map.of() : loaded.value());
        });
    }

    private Map<Object, @Nullable Object> storeAll(List<EntryLoad> loads, Map<?, ?> loaded) {
        Map<Object, @Nullable Object> values = new HashMap<>();
        Map<EntryLoad, RuntimeException> refused = new HashMap<>();
        List<Fill> fills = new ArrayList<>();
        for (EntryLoad load : loads) {
            Object value = loaded.get(load.key());
            values.put(load.key(), value);
            LeaseReply.Granted lease = load.lease();
            if (lease != null) {
                try {
                    Fill fill = leases.fillOf(load.address(), lease, value);
                    if (fill != null) {
                        fills.add(fill);
                    }
                } catch (RuntimeException e) {
                    refused.put(load, e);
                }
            }
        }
        leases.send(fills);
        RuntimeException first = null;
        for (EntryLoad load : loads) {
            RuntimeException refusal = refused.get(load);
            load.flight()
                    .end(
                            refusal == null
                                    ? new Flight.Outcome.Value(values.get(load.key()))
                                    : new Flight.Outcome.Failed(refusal));
            first = first == null ? refusal : first;
        }
        if (first != null) {
            throw first;
        }
        return values;
    }

    // ---- for one and for many

    private <T extends @Nullable Object> Operation<Loaded<T>> run(List<EntryLoad> loads, Operation<T> loader) {
        return Operation.defer(() -> {
            long leaseEnd = rules.leaseEndNanos();
            List<Flight> flights = loads.stream().map(EntryLoad::flight).toList();
            flights.forEach(flight -> flight.beginsLoad(leaseEnd));
            long begin = System.nanoTime();
            return unlessCancelled(loads.get(0), spans.tracing(loaderThreads.marking(flights, loader)))
                    .map(value -> new Loaded<>(value, null, System.nanoTime() - begin))
                    .recover(failure -> Operation.of(new Loaded<>(null, failure, System.nanoTime() - begin)));
        });
    }

    /** A caller who has left needs no value; what is left of its operation must not run its loader elsewhere. */
    private static <T extends @Nullable Object> Operation<T> unlessCancelled(EntryLoad load, Operation<T> loader) {
        return Operation.from((execution, completion) -> {
            if (execution.isCancelled()) {
                throw new OperationInterruptedException(
                        "cache entry " + Keys.quoted(load.address().label()) + ": cancelled before the loader began");
            }
            execution.run(loader, completion);
        });
    }

    /** Ends the flights of a failed load; answers what the caller gets, or null if all entries have a kept value. */
    private @Nullable Throwable failed(List<EntryLoad> loads, Throwable failure, long nanos) {
        stats.loadFailed(nanos);
        leases.endFailed(loads, failure);
        if (LoadRules.isInterrupt(failure)) {
            loads.forEach(load -> load.flight().endWithRetry());
            return failure;
        }
        Throwable thrown = null;
        for (EntryLoad load : loads) {
            if (load.hasKeptValue() && failure instanceof Exception) {
                stats.staleServed.increment();
                load.flight().end(new Flight.Outcome.Value(load.keptValue()));
            } else {
                load.flight().end(new Flight.Outcome.Failed(failure));
                thrown = failure;
            }
        }
        return thrown;
    }
}
