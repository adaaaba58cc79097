package io.github.dkredis.cache;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The reads and loads that are running in this client, by the entry's key in Redis: callers of one entry share one of
 * them.
 */
final class SingleFlight {

    private final ConcurrentMap<String, Flight> flights = new ConcurrentHashMap<>();

    /** A flight that runs now, and whether the caller leads it: then the caller has to end it in every outcome. */
    record Joined(Flight flight, boolean isLeader) {}

    /** Joins the running flight of an entry. If no flight is running, one begins, and the caller leads it. */
    Joined join(String name, EntryFormat format) {
        Flight mine = new Flight(name, format, ended -> flights.remove(name, ended));
        while (true) {
            Flight running = flights.putIfAbsent(name, mine);
            if (running == null) {
                return new Joined(mine, true);
            }
            if (!running.isOverdue()) {
                // A flight of another value type is not shared; the fill lease in Redis still allows one load only.
                return running.hasFormat(format) ? new Joined(running, false) : new Joined(mine, true);
            }
            flights.remove(name, running);
        }
    }

    /** Lets no further caller join the flight of an entry, because the entry has changed since the flight began. */
    void detach(String name) {
        flights.remove(name);
    }

    /** As {@link #detach}, for all entries. */
    void detachAll() {
        flights.clear();
    }

    boolean isEmpty() {
        return flights.isEmpty();
    }

    int size() {
        return flights.size();
    }
}
