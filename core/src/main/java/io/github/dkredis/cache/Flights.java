package io.github.dkredis.cache;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** What is being read or loaded in this client, by the entry's key in Redis: callers of one entry share one flight. */
final class Flights {

    private final ConcurrentMap<String, Flight> flights = new ConcurrentHashMap<>();

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

    /** It takes no further callers. */
    void remove(Flight flight) {
        flights.remove(flight.name(), flight);
    }

    /** Callers from now on must not be served what was read or loaded so far. */
    void detach(String name) {
        flights.remove(name);
    }

    void detachAll() {
        flights.clear();
    }

    int size() {
        return flights.size();
    }
}
