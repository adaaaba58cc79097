package io.github.dkredis;

import java.time.Duration;

/**
 * A cache entry that somebody else loads was not there in time. Nothing was changed; the loader goes on, and what it loads is
 * stored if it ends within its fill lease.
 */
public final class LoadTimeoutException extends DkRedisException {

    private static final long serialVersionUID = 1L;

    /** The entry's key. */
    private final String key;

    /**
     * A wait that was too long.
     *
     * @param key the entry as the caller named it
     * @param deadline how long the caller waited
     */
    public LoadTimeoutException(String key, Duration deadline) {
        super(
                "cache entry \"" + key + "\": somebody else loads it, and was not done within " + deadline.toMillis()
                        + " ms. Is the loader slow or stuck? The waitersDeadline is an option of the cache",
                null);
        this.key = key;
    }

    /**
     * Which entry it was.
     *
     * @return the key as the caller gave it
     */
    public String key() {
        return key;
    }
}
