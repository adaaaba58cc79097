package io.github.dkredis.lock;

import java.util.concurrent.CompletionStage;

/**
 * The operation of a {@link Permit} that waits for Redis, without blocking: stages complete on the client's executor.
 */
public final class AsyncPermit {

    private final Permit permit;

    AsyncPermit(Permit permit) {
        this.permit = permit;
    }

    /** Like {@link Permit#release}. */
    public CompletionStage<Boolean> release() {
        return permit.releaseOperation().stage();
    }

    @Override
    public String toString() {
        return "Async" + permit;
    }
}
