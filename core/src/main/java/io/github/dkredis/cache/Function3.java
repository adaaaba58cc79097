package io.github.dkredis.cache;

import org.jspecify.annotations.Nullable;

/**
 * A function of three arguments.
 *
 * @param <A> the first
 * @param <B> the second
 * @param <C> the third
 * @param <R> the result
 */
@FunctionalInterface
public interface Function3<A, B, C, R> {

    /**
     * Applies it.
     *
     * @param a the first argument
     * @param b the second
     * @param c the third
     * @return the result
     */
    @Nullable
    R apply(A a, B b, C c);
}
