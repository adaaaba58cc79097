package io.github.dkredis;

/**
 * Thrown when a cache entry is not loaded because loading it has failed a moment ago, in this process or in another
 * one, and the cache remembers failures ({@code errorTtl}). The loader was not called.
 */
public final class CachedFailureException extends DkRedisException {

    private static final long serialVersionUID = 1L;

    private final String key;
    private final String failure;

    /**
     * Creates an exception for a remembered failure.
     *
     * @param key the key as the caller gave it
     * @param failure the class name of the exception that the loader threw
     */
    public CachedFailureException(String key, String failure) {
        super("cache entry \"" + key + "\": not loaded, because its loader failed a moment ago with " + failure, null);
        this.key = key;
        this.failure = failure;
    }

    /** {@return the key as the caller gave it} */
    public String key() {
        return key;
    }

    /** {@return the class name of the exception that the loader threw} */
    public String failure() {
        return failure;
    }
}
