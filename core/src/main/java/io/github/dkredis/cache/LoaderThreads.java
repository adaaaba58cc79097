package io.github.dkredis.cache;

import io.github.dkredis.internal.Operation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The flights whose loaders each thread is running. A loader that asks for its own entry would wait for itself until
 * the load timeout; with this it fails at once. Flights that were detached from {@link SingleFlight} stay in here until
 * their loader ends, because their fill lease may still stand.
 */
final class LoaderThreads {

    private final ConcurrentMap<Thread, List<Mark>> loading = new ConcurrentHashMap<>();

    /** Whether the calling thread is in the loader of this flight. */
    boolean isLoading(Flight flight) {
        return marks().stream().anyMatch(mark -> mark.flights.contains(flight));
    }

    /** Whether the calling thread is in a loader of this entry, in whatever flight. */
    boolean isLoading(String name) {
        return marks().stream().anyMatch(mark -> mark.names.contains(name));
    }

    private List<Mark> marks() {
        return loading.isEmpty() ? List.of() : loading.getOrDefault(Thread.currentThread(), List.of());
    }

    /** Returns the loader, which marks its thread while it runs. */
    <T extends @Nullable Object> Operation<T> marking(Collection<Flight> flights, Operation<T> loader) {
        return Operation.from((execution, completion) -> {
            Mark mark = new Mark(flights);
            try {
                execution.run(loader, (value, failure) -> {
                    mark.remove(); // what follows on this thread is not the loader any more
                    completion.complete(value, failure);
                });
            } finally {
                mark.remove(); // an asynchronous loader has returned its stage, which another thread may complete
            }
        });
    }

    /** Marks the current thread. Only this thread removes the mark, so the lists need no lock. */
    private final class Mark {

        private final Set<Flight> flights;
        private final Set<String> names = new HashSet<>();
        private final Thread thread = Thread.currentThread();
        private boolean removed;

        Mark(Collection<Flight> flights) {
            this.flights = new HashSet<>(flights);
            flights.forEach(flight -> names.add(flight.name()));
            loading.computeIfAbsent(thread, t -> new ArrayList<>(2)).add(this);
        }

        void remove() {
            if (Thread.currentThread() == thread && !removed) {
                removed = true;
                loading.computeIfPresent(thread, (t, all) -> {
                    all.remove(this);
                    return all.isEmpty() ? null : all;
                });
            }
        }
    }
}
