package io.github.dkredis.internal;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An operation described and not yet begun. It is begun by one of its two methods, once: the blocking API calls the one,
 * the asynchronous API the other, and so both are the same operation.
 *
 * @param <T> what it answers
 */
public interface Pending<T extends @Nullable Object> {

    /**
     * Begins it and waits for its answer, within the client's time limit.
     *
     * @return the answer
     */
    T await();

    /**
     * Begins it.
     *
     * @return a stage that completes on the client's executor, at the latest when the time limit has passed; cancelling it
     *     gives up the wait
     */
    CompletionStage<T> stage();
}
