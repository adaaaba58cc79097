package io.github.dkredis.internal;

import org.jspecify.annotations.Nullable;

/**
 * Receives the outcome of an {@link Operation}, exactly once and where the operation's code runs. It does not throw.
 *
 * @param <T> the result
 */
@FunctionalInterface
public interface Completion<T extends @Nullable Object> {

    /**
     * The operation has ended.
     *
     * @param value the result; null if the operation failed
     * @param failure why it failed, or null
     */
    void complete(@Nullable T value, @Nullable Throwable failure);
}
