package io.github.dkredis.cache;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The reads and loads that are running in this client, by the entry's key in Redis: callers of one entry share one of
 * them.
 */
final class SingleFlight {

    private final ConcurrentMap<String, Flight> flights = new ConcurrentHashMap<>();

    /** Joins the running flight of an entry. If no flight is running, the given one begins, and its caller leads it. */
    Flight join(Flight mine) {
        while (true) {
            Flight running = flights.putIfAbsent(mine.name(), mine);
            if (running == null) {
                return mine;
            }
            if (!running.isOverdue()) {
                // A flight of another value type is not shared; the fill lease in Redis still allows one load only.
                return running.hasFormatOf(mine) ? running : mine;
            }
            flights.remove(mine.name(), running);
        }
    }

    /** Ends a flight: no further caller joins it, and the callers that have joined get its outcome. */
    void complete(Flight flight, @Nullable Object value, @Nullable Throwable failure) {
        flights.remove(flight.name(), flight);
        flight.complete(value, failure);
    }

    /** Ends a flight without an outcome: each caller that has joined tries again for itself. */
    void completeWithRetry(Flight flight) {
        flights.remove(flight.name(), flight);
        flight.completeWithRetry();
    }

    /** Lets no further caller join the flight of an entry, because the entry has changed since the flight began. */
    void detach(String name) {
        flights.remove(name);
    }

    /** As {@link #detach}, for all entries. */
    void detachAll() {
        flights.clear();
    }

    int size() {
        return flights.size();
    }
}
