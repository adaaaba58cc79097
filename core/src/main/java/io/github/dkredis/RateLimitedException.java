package io.github.dkredis;

import java.time.Duration;

/** Thrown when a rate limit denies permits. No permits were taken from any of the limits. */
public final class RateLimitedException extends DkRedisException {

    private static final long serialVersionUID = 1L;

    private final String resource;
    private final Duration retryAfter;

    /**
     * Creates an exception for denied permits.
     *
     * @param resource the resource that denies the permits for the longest time
     * @param retryAfter for how long it denies them
     */
    public RateLimitedException(String resource, Duration retryAfter) {
        super("rate limit \"" + resource + "\" exceeded; try again in " + retryAfter.toMillis() + " ms", null);
        this.resource = resource;
        this.retryAfter = retryAfter;
    }

    /** {@return the resource that denies the permits for the longest time} */
    public String resource() {
        return resource;
    }

    /** {@return for how long the permits are denied, from now} */
    public Duration retryAfter() {
        return retryAfter;
    }
}
