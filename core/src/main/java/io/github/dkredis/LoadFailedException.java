package io.github.dkredis;

/**
 * Thrown when a loader of a cache failed with a checked exception, which is the {@linkplain #getCause() cause}. Each
 * caller that waited for the load gets an exception of its own with the same cause. Nothing was stored. An unchecked
 * exception of a loader is thrown as it is.
 */
public final class LoadFailedException extends DkRedisException {

    private static final long serialVersionUID = 1L;

    private final String key;

    /**
     * Creates an exception for a failed load.
     *
     * @param key the key as the caller gave it
     * @param cause what the loader threw
     */
    public LoadFailedException(String key, Throwable cause) {
        super(
                "cache entry \"" + key + "\": its loader threw "
                        + cause.getClass().getName(),
                cause);
        this.key = key;
    }

    /** {@return the key as the caller gave it; of a load of several entries, the first one} */
    public String key() {
        return key;
    }
}
