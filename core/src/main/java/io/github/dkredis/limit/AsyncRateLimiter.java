package io.github.dkredis.limit;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@link RateLimiter} without blocking: stages complete on the client's executor. */
public final class AsyncRateLimiter {

    private final RateLimiter limiter;

    AsyncRateLimiter(RateLimiter limiter) {
        this.limiter = limiter;
    }

    /** Like {@link RateLimiter#acquire()}. */
    public CompletionStage<@Nullable Void> acquire() {
        return acquire(1);
    }

    /** Like {@link RateLimiter#acquire(long)}. */
    public CompletionStage<@Nullable Void> acquire(long cost) {
        return limiter.acquireOperation(cost).stage();
    }

    /** Like {@link RateLimiter#tryAcquire()}. */
    public CompletionStage<RateLimiter.Decision> tryAcquire() {
        return tryAcquire(1);
    }

    /** Like {@link RateLimiter#tryAcquire(long)}. */
    public CompletionStage<RateLimiter.Decision> tryAcquire(long cost) {
        return limiter.tryAcquireOperation(cost).stage();
    }
}
