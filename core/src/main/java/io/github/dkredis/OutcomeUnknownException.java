package io.github.dkredis;

import org.jspecify.annotations.Nullable;

/**
 * The command was sent and its reply never came: it may have run once, or not at all. It was not sent again, because
 * running it twice would do harm. Look at the key before trying again.
 */
public final class OutcomeUnknownException extends DkRedisException {

    private static final long serialVersionUID = 1L;

    /**
     * A lost reply.
     *
     * @param message the operation, the key and why the reply was lost
     * @param cause how the connection ended, or null for a time limit
     */
    public OutcomeUnknownException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
