package io.github.dkredis;

/**
 * The waiting thread was interrupted; its interrupt flag is set again. The command did not run, or running it was
 * harmless: where it may have run and that matters, an {@link OutcomeUnknownException} is thrown instead.
 */
public final class OperationInterruptedException extends DkRedisException {

    private static final long serialVersionUID = 1L;

    /**
     * An interrupted wait.
     *
     * @param message the operation and the key
     */
    public OperationInterruptedException(String message) {
        super(message, null);
    }
}
