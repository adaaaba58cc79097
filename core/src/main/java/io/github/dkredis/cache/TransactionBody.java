package io.github.dkredis.cache;

import org.jspecify.annotations.Nullable;

/**
 * Code that changes an entity and ends the transaction.
 *
 * @param <T> the result
 */
@FunctionalInterface
public interface TransactionBody<T> {

    /**
     * Changes the entity and commits.
     *
     * @throws Exception for the caller: an unchecked one is thrown unchanged, a checked one as the cause of a
     *     {@link io.github.dkredis.TaskFailedException}
     */
    @Nullable
    T run() throws Exception;
}
