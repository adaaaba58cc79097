package io.github.dkredis.lock;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** {@link FetchLockProvider} without blocking: stages complete on the client's executor. */
public final class AsyncFetchLockProvider {

    private final FetchLockCalls calls;

    AsyncFetchLockProvider(FetchLockCalls calls) {
        this.calls = calls;
    }

    /** Like {@link FetchLockProvider#ask}. If the stage is cancelled, the lock is given back. */
    public CompletionStage<FetchLock> ask(String name, Duration lease) {
        FetchRequest request = calls.request(name, lease);
        CompletionStage<FetchLock> stage = request.operation().stage();
        stage.whenComplete((lock, failure) -> {
            if (failure != null) { // also if the caller cancels the stage after the lock was taken
                request.giveBack();
            }
        });
        return stage;
    }

    @Override
    public String toString() {
        return "AsyncFetchLocks";
    }
}
