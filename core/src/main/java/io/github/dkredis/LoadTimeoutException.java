package io.github.dkredis;

import java.time.Duration;

/**
 * Thrown when another caller loads a cache entry and does not finish in time. Nothing was changed. The loader
 * continues, and its result is stored if it finishes within its fill lease.
 */
public final class LoadTimeoutException extends DkRedisException {

    private static final long serialVersionUID = 1L;

    private final String key;

    /**
     * Creates an exception for a wait that has timed out.
     *
     * @param key the key as the caller gave it
     * @param timeout how long the caller waited
     */
    public LoadTimeoutException(String key, Duration timeout) {
        super(
                "cache entry \"" + key + "\": another caller is loading it and did not finish within "
                        + timeout.toMillis()
                        + " ms. Check whether the loader is slow or stuck; CacheOptions.loadTimeout sets this limit",
                null);
        this.key = key;
    }

    /** {@return the key as the caller gave it} */
    public String key() {
        return key;
    }
}
