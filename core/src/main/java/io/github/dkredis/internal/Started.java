package io.github.dkredis.internal;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call under way, whose answer is waited for later by the thread that wants it; no executor has a part in it, so that a
 * thread of the executor may wait as well.
 *
 * @param <T> what it answers
 */
public final class Started<T extends @Nullable Object> {

    private final Waiting<?, T> waiting;

    <R extends @Nullable Object> Started(Request<R> request, Function<? super R, ? extends T> meaning) {
        this.waiting = new Waiting<>(request, meaning);
    }

    /**
     * Waits for its answer.
     *
     * @return the answer
     */
    public T await() {
        return waiting.await();
    }

    /** Gives up the wait; harmless when it is over. */
    public void abandon() {
        waiting.request.abandon();
    }

    private record Waiting<R extends @Nullable Object, T extends @Nullable Object>(
            Request<R> request, Function<? super R, ? extends T> meaning) {
        T await() {
            return meaning.apply(request.await());
        }
    }
}
