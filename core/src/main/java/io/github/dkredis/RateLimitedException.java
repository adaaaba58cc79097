package io.github.dkredis;

import java.time.Duration;

/** A rate limit refused, and nothing was taken from any limit. */
public final class RateLimitedException extends DkRedisException {

    private static final long serialVersionUID = 1L;

    /** The resource that blocks the longest. */
    private final String resource;

    /** How long it does. */
    private final Duration retryAfter;

    /**
     * A refusal.
     *
     * @param resource the resource that blocks the longest
     * @param retryAfter when it may be tried again
     */
    public RateLimitedException(String resource, Duration retryAfter) {
        super("rate limit \"" + resource + "\": refused; try again in " + retryAfter.toMillis() + " ms", null);
        this.resource = resource;
        this.retryAfter = retryAfter;
    }

    /**
     * Which resource it was.
     *
     * @return the one that blocks the longest
     */
    public String resource() {
        return resource;
    }

    /**
     * When it may be tried again.
     *
     * @return from now
     */
    public Duration retryAfter() {
        return retryAfter;
    }
}
