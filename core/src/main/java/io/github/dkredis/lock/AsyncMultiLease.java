package io.github.dkredis.lock;

import java.util.concurrent.CompletionStage;

/**
 * The operation of a {@link MultiLease} that waits for Redis, without blocking: stages complete on the client's
 * executor.
 */
public final class AsyncMultiLease {

    private final MultiLease lease;

    AsyncMultiLease(MultiLease lease) {
        this.lease = lease;
    }

    /** Like {@link MultiLease#release}. */
    public CompletionStage<Boolean> release() {
        return lease.releaseOperation().stage();
    }

    @Override
    public String toString() {
        return "Async" + lease;
    }
}
