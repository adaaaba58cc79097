package io.github.dkredis;

/**
 * Thrown when a key holds something that the operation cannot use: another Redis type (a hash instead of a string, for
 * example), or text that is not a number. The stored value was not changed.
 */
public final class WrongTypeException extends DkRedisException {

    private static final long serialVersionUID = 1L;

    private final String key;

    /**
     * Creates an exception for a key with the wrong content.
     *
     * @param operation the name of the operation
     * @param key the key as the caller gave it
     * @param problem the predicate of a sentence whose subject is the key: "holds another Redis type"
     */
    public WrongTypeException(String operation, String key, String problem) {
        super(operation + ": the key \"" + key + "\" " + problem + "; nothing was changed", null);
        this.key = key;
    }

    /** {@return the key as the caller gave it} */
    public String key() {
        return key;
    }
}
