package io.github.dkredis.cache;

import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationContext;
import io.github.dkredis.internal.Operations;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A caller's loader as an operation. It may run more than once, and what it throws comes out unchanged. */
final class Load {

    private Load() {}

    /** A loader that blocks; runs on the thread that waits for it. */
    static <T extends @Nullable Object> Operation<T> blocking(Callable<? extends T> loader) {
        return Operation.call(loader);
    }

    /** A loader that answers with a stage. */
    static <T extends @Nullable Object> Operation<T> async(
            Supplier<? extends CompletionStage<? extends T>> loader, OperationContext context) {
        return Operations.ofStage("loader", loader, context);
    }

    /** A loader whose flights can tell when the loader's thread waits for them, which would be waiting for itself. */
    static <T extends @Nullable Object> Operation<T> marked(List<Flight> flights, Operation<T> load) {
        return Operation.from((execution, completion) -> {
            Mark mark = new Mark(flights);
            try {
                execution.run(load, (value, failure) -> {
                    mark.remove(); // before what follows, which is not the loader any more
                    completion.complete(value, failure);
                });
            } finally {
                mark.remove();
            }
        });
    }

    /** Marks the current thread as the flights' loader until it is removed, by that thread. */
    private static final class Mark {

        private final List<Flight> flights;
        private final Thread thread = Thread.currentThread();
        private boolean removed;

        Mark(List<Flight> flights) {
            this.flights = flights;
            flights.forEach(Flight::enter);
        }

        void remove() {
            if (Thread.currentThread() == thread && !removed) {
                removed = true;
                flights.forEach(Flight::exit);
            }
        }
    }
}
