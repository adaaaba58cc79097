package io.github.dkredis;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a command was sent and its reply was lost: the command ran once or not at all. The client did not send it
 * again, because it is not idempotent. Check the key before trying again.
 */
public final class OutcomeUnknownException extends DkRedisException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception for a lost reply.
     *
     * @param message the operation, the key and why the reply was lost
     * @param cause how the connection ended, or null if the time limit passed
     */
    public OutcomeUnknownException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
