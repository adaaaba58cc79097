package io.github.dkredis;

/**
 * The key holds something else than the operation needs: another Redis type (a hash where a string was expected, say), or
 * a text that is no number. The value is untouched.
 */
public final class WrongTypeException extends DkRedisException {

    private static final long serialVersionUID = 1L;

    /** The key as the caller gave it. */
    private final String key;

    /**
     * A key of the wrong type.
     *
     * @param operation what was tried
     * @param key the key as the caller gave it
     * @param what what the key does: "holds another Redis type"
     */
    public WrongTypeException(String operation, String key, String what) {
        super(operation + ": the key \"" + key + "\" " + what + "; nothing was changed", null);
        this.key = key;
    }

    /**
     * Which key it was.
     *
     * @return the key as the caller gave it
     */
    public String key() {
        return key;
    }
}
