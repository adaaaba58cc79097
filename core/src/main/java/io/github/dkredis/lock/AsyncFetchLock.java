package io.github.dkredis.lock;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** {@link FetchLock} without blocking: stages complete on the client's executor. */
public final class AsyncFetchLock {

    private final FetchLock lock;

    AsyncFetchLock(FetchLock lock) {
        this.lock = lock;
    }

    /** Like {@link FetchLock#awaitFetch}. */
    public CompletionStage<Boolean> awaitFetch(Duration limit) {
        return lock.awaitFetchOperation(limit).stage();
    }

    @Override
    public String toString() {
        return "Async" + lock;
    }
}
