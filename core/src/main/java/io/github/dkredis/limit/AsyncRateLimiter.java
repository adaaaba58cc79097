package io.github.dkredis.limit;

import java.time.Duration;
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

    /** Like {@link RateLimiter#tryAcquire(Duration)}. */
    public CompletionStage<RateLimiter.Decision> tryAcquire(Duration wait) {
        return tryAcquire(1, wait);
    }

    /** Like {@link RateLimiter#tryAcquire(long, Duration)}. */
    public CompletionStage<RateLimiter.Decision> tryAcquire(long cost, Duration wait) {
        return limiter.tryAcquireOperation(cost, wait).stage();
    }

    /** Like {@link RateLimiter#peek()}. */
    public CompletionStage<RateLimiter.Decision> peek() {
        return peek(1);
    }

    /** Like {@link RateLimiter#peek(long)}. */
    public CompletionStage<RateLimiter.Decision> peek(long cost) {
        return limiter.peekOperation(cost).stage();
    }

    @Override
    public String toString() {
        return "Async" + limiter;
    }
}
