package io.github.dkredis.lock;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** {@link FetchLockProvider} without blocking: stages complete on the client's executor. */
public final class AsyncFetchLockProvider {

    private final FetchLockCalls calls;

    AsyncFetchLockProvider(FetchLockCalls calls) {
        this.calls = calls;
    }

    /** Like {@link FetchLockProvider#ask}. */
    public CompletionStage<FetchLock> ask(String name, Duration lease) {
        return calls.ask(name, lease).stage();
    }
}
