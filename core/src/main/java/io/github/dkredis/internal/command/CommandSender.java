package io.github.dkredis.internal.command;

import io.github.dkredis.internal.Execution;
import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.OperationContext;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Sends the commands of callers, within the bound on commands in flight. */
public interface CommandSender extends OperationContext {

    /** The names of keys and channels. */
    Keys keys();

    /** How the keys of an operation have to be split. */
    KeyGroups keyGroups();

    /**
     * Checks before a further command of an operation that its time limit has not passed.
     *
     * @throws io.github.dkredis.RedisUnavailableException if it has; the command is not sent
     */
    void checkTimeLeft(Request<?> request, long deadlineNanos);

    /**
     * Sends a command and waits for its reply on the calling thread.
     *
     * @param <R> the reply
     * @param deadlineNanos a moment of {@link System#nanoTime}
     */
    <R extends @Nullable Object> R sendAndWait(Request<R> request, long deadlineNanos);

    /**
     * Sends a command.
     *
     * @param <R> the reply
     * @param execution goes on when the reply or the deadline has come
     * @param completion is given the reply and null, or null and the exception; runs as a step of the execution
     */
    <R extends @Nullable Object> void send(
            Request<R> request,
            Execution execution,
            BiConsumer<? super R, ? super @Nullable RuntimeException> completion);
}
