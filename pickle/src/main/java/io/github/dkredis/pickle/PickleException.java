package io.github.dkredis.pickle;

/**
 * Thrown when bytes are not a readable pickle, when a value has no Python form, or when either exceeds a limit. The
 * message says what is wrong and never contains a value.
 */
public final class PickleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception, for a {@link PickleConverter} that refuses a value.
     *
     * @param message what is wrong with the value, without quoting it
     */
    public PickleException(String message) {
        super(message);
    }
}
