package io.github.dkredis;

/**
 * Thrown when the waiting thread is interrupted; its interrupt flag is set again. The command did not run, or it is
 * idempotent. If a command that must not run twice may have run, an {@link OutcomeUnknownException} is thrown instead.
 */
public final class OperationInterruptedException extends DkRedisException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception for an interrupted wait.
     *
     * @param message the operation and the key
     */
    public OperationInterruptedException(String message) {
        super(message, null);
    }
}
