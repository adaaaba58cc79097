package io.github.dkredis.internal.connection;

import org.jspecify.annotations.Nullable;

/**
 * Receives the reply of a command that no caller waits for, on the event loop: it must be short and must not block.
 *
 * @param <R> the reply
 */
@FunctionalInterface
public interface ReplyHandler<R extends @Nullable Object> {

    /**
     * The command has ended.
     *
     * @param reply the reply, or null if the command failed
     * @param failure why it failed, or null
     * @param repeated whether the command was sent more than once, so that the reply may be that of a second run
     */
    void onReply(@Nullable R reply, @Nullable RuntimeException failure, boolean repeated);
}
