package io.github.dkredis;

/**
 * Thrown when code that a caller handed in failed with a checked exception, which is the {@linkplain #getCause()
 * cause}. Whatever surrounds the code has been ended as after any other outcome. An unchecked exception of the code is
 * thrown as it is.
 */
public final class TaskFailedException extends DkRedisException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception for code that failed.
     *
     * @param task what ran the code, for the message
     * @param cause what the code threw
     */
    public TaskFailedException(String task, Throwable cause) {
        super(task + ": the task threw " + cause.getClass().getName(), cause);
    }
}
