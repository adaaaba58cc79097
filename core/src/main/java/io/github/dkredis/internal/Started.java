package io.github.dkredis.internal;

import org.jspecify.annotations.Nullable;

/**
 * An {@link Operation} under way, whose result a thread takes later.
 *
 * @param <T> the result
 */
public interface Started<T extends @Nullable Object> {

    /** Waits for the result, as {@link Operation#await} does. */
    T join();

    /** Gives up the operation; harmless once it has ended. */
    void cancel();
}
