package io.github.dkredis.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** What is being read or loaded in this client, by the entry's key in Redis: callers of one entry share one flight. */
final class SingleFlight {

    private final ConcurrentMap<String, Flight> flights = new ConcurrentHashMap<>();

    /** Whose loaders each thread is in; also those that take no further callers. */
    private final ConcurrentMap<Thread, List<Flight>> loading = new ConcurrentHashMap<>();

    /** The flight that is under way, or else the given one, which its maker then leads. */
    Flight join(Flight mine) {
        while (true) {
            Flight under = flights.putIfAbsent(mine.name(), mine);
            if (under == null) {
                return mine;
            }
            if (!under.isOverdue()) {
                return under.servesCallersOf(mine) ? under : mine; // the fleet's lease still makes it one load
            }
            flights.remove(mine.name(), under);
        }
    }

    /** It takes no further callers, and those it has are told what became of it. */
    void land(Flight flight, @Nullable Object value, @Nullable Throwable failure) {
        flights.remove(flight.name(), flight);
        flight.landed(value, failure);
    }

    /** Callers from now on must not be served what was read or loaded so far. */
    void detach(String name) {
        flights.remove(name);
    }

    void detachAll() {
        flights.clear();
    }

    void entered(Flight flight) {
        loading.computeIfAbsent(Thread.currentThread(), thread -> new ArrayList<>())
                .add(flight);
    }

    void left(Flight flight) {
        loading.computeIfPresent(Thread.currentThread(), (thread, all) -> {
            all.removeIf(one -> one == flight);
            return all.isEmpty() ? null : all;
        });
    }

    /** Whether the calling thread is in a loader of that entry: to wait for its fill lease would be to wait for oneself. */
    boolean isLoadedHere(String name) {
        return loading.getOrDefault(Thread.currentThread(), List.of()).stream()
                .anyMatch(flight -> flight.name().equals(name));
    }

    int size() {
        return flights.size();
    }
}
