package io.github.dkredis.cache;

import io.github.dkredis.DkRedisMetrics.Scope;
import io.github.dkredis.DkRedisMetrics.Span;
import io.github.dkredis.internal.Failures;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.connection.Measurements;
import org.jspecify.annotations.Nullable;

/** Tells the application's tracing when the loaders of one cache begin and end. */
final class LoaderSpans {

    private final Measurements measurements;
    private final String cache;

    LoaderSpans(Measurements measurements, String cache) {
        this.measurements = measurements;
        this.cache = cache;
    }

    /** Returns the loader, which is traced if anything is measured. */
    <T extends @Nullable Object> Operation<T> tracing(Operation<T> loader) {
        if (!measurements.isOn()) {
            return loader;
        }
        return Operation.from((execution, completion) -> {
            Span span = measurements.begin(metrics -> metrics.cacheLoadBegins(cache));
            Entered entered = new Entered(span.enter());
            try {
                execution.run(loader, (value, failure) -> {
                    entered.leave(); // what follows on this thread is not the loader any more
                    span.ended(
                            failure == null ? "success" : "failure", failure == null ? null : Failures.unwrap(failure));
                    completion.complete(value, failure);
                });
            } finally {
                entered.leave(); // an asynchronous loader has returned its stage, which another thread may complete
            }
        });
    }

    /** A scope, which only the thread that has opened it may close. */
    private static final class Entered {

        private final Thread thread = Thread.currentThread();
        private final Scope scope;
        private boolean left;

        Entered(Scope scope) {
            this.scope = scope;
        }

        void leave() {
            if (Thread.currentThread() == thread && !left) {
                left = true;
                scope.close();
            }
        }
    }
}
