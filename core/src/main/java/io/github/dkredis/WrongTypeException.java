package io.github.dkredis;

/**
 * The key holds a value of another Redis type (a hash where a string was expected, say). The value is untouched.
 */
public final class WrongTypeException extends DkRedisException {

    private static final long serialVersionUID = 1L;

    private final String key;

    /**
     * A key of the wrong type.
     *
     * @param operation what was tried
     * @param key the key as the caller gave it
     */
    public WrongTypeException(String operation, String key) {
        super(operation + " \"" + key + "\": the key holds another Redis type; nothing was changed", null);
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
