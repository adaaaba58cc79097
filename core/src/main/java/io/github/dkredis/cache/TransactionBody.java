package io.github.dkredis.cache;

import org.jspecify.annotations.Nullable;

/**
 * Code that changes an entity and ends the transaction.
 *
 * @param <T> the result
 * @param <X> the exception that it may throw
 */
@FunctionalInterface
public interface TransactionBody<T, X extends Exception> {

    /**
     * Changes the entity and commits.
     *
     * @throws X is thrown unchanged to the caller
     */
    @Nullable
    T run() throws X;
}
