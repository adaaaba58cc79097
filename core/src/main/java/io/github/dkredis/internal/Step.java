package io.github.dkredis.internal;

import org.jspecify.annotations.Nullable;

/**
 * A part of an {@link Execution}.
 *
 * @param <T> the result
 */
@FunctionalInterface
public interface Step<T extends @Nullable Object> {

    /**
     * Starts this step. It may throw what it finds out before anything was sent; everything else is told to the
     * completion.
     */
    void start(Execution execution, Completion<? super T> completion);
}
