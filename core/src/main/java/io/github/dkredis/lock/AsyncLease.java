package io.github.dkredis.lock;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a {@link Lease} that wait for Redis, without blocking: stages complete on the client's executor.
 */
public final class AsyncLease {

    private final Lease lease;

    AsyncLease(Lease lease) {
        this.lease = lease;
    }

    /** Like {@link Lease#renew()}. */
    public CompletionStage<@Nullable Void> renew() {
        return lease.renewOperation().stage();
    }

    /** Like {@link Lease#renew(Duration)}. */
    public CompletionStage<@Nullable Void> renew(Duration lease) {
        return this.lease.renewOperation(lease).stage();
    }

    /** Like {@link Lease#release}. */
    public CompletionStage<Boolean> release() {
        return lease.releaseOperation().stage();
    }

    @Override
    public String toString() {
        return "Async" + lease;
    }
}
