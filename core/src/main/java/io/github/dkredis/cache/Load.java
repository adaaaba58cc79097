package io.github.dkredis.cache;

import io.github.dkredis.internal.Composite;
import io.github.dkredis.internal.Pending;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A caller's loader, as an operation: it may be begun more than once, and what it throws comes out as it is. */
final class Load {

    private Load() {}

    /** A loader that blocks; runs on the thread that awaits it. */
    static <T extends @Nullable Object> Pending<T> blocking(Callable<? extends T> loader) {
        return new Pending<>() {
            @Override
            public T await() {
                try {
                    return loader.call();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw Composite.<RuntimeException>asItIs(e);
                } catch (Exception e) {
                    throw Composite.<RuntimeException>asItIs(e);
                }
            }

            @Override
            public CompletionStage<T> stage() {
                try {
                    return CompletableFuture.completedFuture(loader.call());
                } catch (Exception e) {
                    return CompletableFuture.failedFuture(e);
                }
            }
        };
    }

    /** A loader that answers with a stage. */
    static <T extends @Nullable Object> Pending<T> async(Supplier<? extends CompletionStage<? extends T>> loader) {
        return new Pending<>() {
            @Override
            public T await() {
                return Composite.join("loader", stage());
            }

            @Override
            public CompletionStage<T> stage() {
                try {
                    return loader.get().thenApply(value -> value);
                } catch (RuntimeException e) {
                    return CompletableFuture.failedFuture(e);
                }
            }
        };
    }

    /** A loader whose flights know when it waits for itself. */
    static <T extends @Nullable Object> Pending<T> marked(List<Flight> flights, Pending<T> load) {
        return new Pending<>() {
            @Override
            public T await() {
                flights.forEach(Flight::enter);
                try {
                    return load.await();
                } finally {
                    flights.forEach(Flight::exit);
                }
            }

            @Override
            public CompletionStage<T> stage() {
                flights.forEach(Flight::enter);
                try {
                    return load.stage();
                } finally {
                    flights.forEach(Flight::exit);
                }
            }
        };
    }
}
