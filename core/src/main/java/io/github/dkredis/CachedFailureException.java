package io.github.dkredis;

/**
 * Loading a cache entry has failed a moment ago, here or in another process, and the cache was told to remember failures
 * for a while ({@code errorTtl}). Nothing was loaded now.
 */
public final class CachedFailureException extends DkRedisException {

    private static final long serialVersionUID = 1L;

    /** The entry's key. */
    private final String key;

    /** The name of the class of the failure. */
    private final String failure;

    /**
     * A remembered failure.
     *
     * @param key the entry as the caller named it
     * @param failure the class of the exception that the loader threw
     */
    public CachedFailureException(String key, String failure) {
        super("cache entry \"" + key + "\": its loader has failed a moment ago with " + failure, null);
        this.key = key;
        this.failure = failure;
    }

    /**
     * Which entry it was.
     *
     * @return the key as the caller gave it
     */
    public String key() {
        return key;
    }

    /**
     * What the loader threw.
     *
     * @return the name of its class
     */
    public String failure() {
        return failure;
    }
}
