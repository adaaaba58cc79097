package io.github.dkredis.cache;

import org.jspecify.annotations.Nullable;

/**
 * What changes an entity, the end of its transaction included.
 *
 * @param <T> what it returns
 * @param <X> what it may throw
 */
@FunctionalInterface
public interface TransactionBody<T, X extends Exception> {

    /**
     * Changes the entity.
     *
     * @return anything
     * @throws X comes out as it is
     */
    @Nullable
    T run() throws X;
}
