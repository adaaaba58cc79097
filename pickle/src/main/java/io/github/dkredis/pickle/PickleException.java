package io.github.dkredis.pickle;

/**
 * Thrown when bytes are not a readable pickle, when a value has no Python form, or when either exceeds a limit. The
 * message says what is wrong and never contains a value.
 */
public final class PickleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception. It is public for the sake of a {@link PickleConverter} that refuses a value.
     *
     * @param message what is wrong, without quoting the value
     */
    public PickleException(String message) {
        super(message);
    }

    /** Returns the exception for bytes that the reader refuses. */
    static PickleException unreadable(String reason) {
        return new PickleException("not a readable pickle: " + reason);
    }

    /** Returns the exception for a value that a Python type cannot hold, such as a year above 9999. */
    static PickleException unrepresentable(String reason) {
        return new PickleException("Python cannot represent the value: " + reason);
    }
}
