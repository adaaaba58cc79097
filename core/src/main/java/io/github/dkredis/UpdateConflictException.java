package io.github.dkredis;

/**
 * Others changed the key each time between reading and writing it, until the bound on attempts or the time limit was
 * reached. The caller's update was not written; trying again later is safe.
 */
public final class UpdateConflictException extends DkRedisException {

    private static final long serialVersionUID = 1L;

    /** The key as the caller gave it. */
    private final String key;

    /** How often the write was refused. */
    private final int attempts;

    /**
     * A lost race.
     *
     * @param key the key as the caller gave it
     * @param attempts how often the write was refused
     */
    public UpdateConflictException(String key, int attempts) {
        super(
                "update \"" + key + "\": refused " + attempts
                        + " times because others changed the key; nothing was written",
                null);
        this.key = key;
        this.attempts = attempts;
    }

    /**
     * Which key it was.
     *
     * @return the key as the caller gave it
     */
    public String key() {
        return key;
    }

    /**
     * How often the write was refused.
     *
     * @return the number of attempts, at least 1
     */
    public int attempts() {
        return attempts;
    }
}
