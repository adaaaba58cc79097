package io.github.dkredis.atomic;

import io.github.dkredis.atomic.Change.Changed;
import org.jspecify.annotations.Nullable;

/**
 * Knows which threads run the function of an update of this client. An update that such a thread begins would wait for
 * the very thread that has to apply it, so it is refused.
 */
final class FunctionScope {

    @SuppressWarnings("ThreadLocalUsage") // one for each client: an update through another client is allowed
    private final ThreadLocal<@Nullable Change<?>> running = new ThreadLocal<>();

    /** Applies a change to a value on this thread. */
    <T> Changed<T> apply(Change<T> change, byte @Nullable [] current) {
        running.set(change);
        try {
            return change.apply(current);
        } finally {
            running.remove();
        }
    }

    /**
     * Checks that this thread does not run the function of another update.
     *
     * @throws IllegalStateException if it does
     */
    void refuseNested(Change<?> change) {
        Change<?> outer = running.get();
        if (outer != null) {
            throw new IllegalStateException(change.label() + " was called by the function of " + outer.label()
                    + "; a function must not update keys through the same client");
        }
    }
}
