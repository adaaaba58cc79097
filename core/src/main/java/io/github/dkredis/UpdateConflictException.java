package io.github.dkredis;

/**
 * Thrown when other callers changed the key between each read and write of an update, until the bound on attempts or
 * the time limit was reached. The update was not written; trying again later is safe.
 */
public final class UpdateConflictException extends DkRedisException {

    private static final long serialVersionUID = 1L;

    private final String key;
    private final int attempts;

    /**
     * Creates an exception for an update that has given up.
     *
     * @param key the key as the caller gave it
     * @param attempts how many writes were refused
     */
    public UpdateConflictException(String key, int attempts) {
        super(
                "update \"" + key + "\": nothing was written, because other callers changed the key before each of "
                        + attempts + " attempts to write",
                null);
        this.key = key;
        this.attempts = attempts;
    }

    /** {@return the key as the caller gave it} */
    public String key() {
        return key;
    }

    /** {@return how many writes were refused, at least 1} */
    public int attempts() {
        return attempts;
    }
}
