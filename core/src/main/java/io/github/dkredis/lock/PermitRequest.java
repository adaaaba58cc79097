package io.github.dkredis.lock;

import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationContext;
import io.github.dkredis.internal.OperationJoins;
import io.github.dkredis.lock.Waiter.IfTaken;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One caller's wait for permits. Whatever the caller does not get is given back: the wait can end at the same moment as
 * permits are granted.
 */
final class PermitRequest {

    private final SemaphoreRegistry registry;
    private final SemaphoreCohort.Key key;
    private final SemaphoreKeys keys;
    private final long waitNanos;
    private final PermitWaiter waiter;
    private volatile @Nullable SemaphoreCohort cohort;

    PermitRequest(
            SemaphoreRegistry registry, SemaphoreCohort.Key key, SemaphoreKeys keys, int permits, long waitNanos) {
        this.registry = registry;
        this.key = key;
        this.keys = keys;
        this.waitNanos = waitNanos;
        this.waiter = new PermitWaiter(permits, waitNanos == 0 ? IfTaken.REFUSE : IfTaken.WAIT);
    }

    /** Waits for the permits; empty if they did not come in time. To be started once. */
    Operation<Optional<Permit>> operation() {
        return Operation.<Optional<Permit>>defer(() -> {
                    OperationContext context = registry.context();
                    cohort = registry.join(key, keys, waiter);
                    // a caller who does not wait for permits waits for Redis, and the request has that time limit
                    long limit = waitNanos == 0 ? 2 * context.timeoutNanos() : waitNanos;
                    return OperationJoins.ofFuture(
                            "semaphore \"" + key.name() + "\"",
                            waiter.future(),
                            context,
                            System.nanoTime() + limit,
                            this::late);
                })
                .whenDone((permit, failure) -> {
                    if (failure != null) {
                        giveBack();
                    }
                });
    }

    private Optional<Permit> late() {
        Optional<Permit> permit = Optional.ofNullable(stopWaiting());
        if (waitNanos == 0 && permit.isEmpty()) {
            throw new RedisUnavailableException(
                    RedisUnavailableException.Reason.TIMEOUT,
                    "semaphore \"" + key.name() + "\": no answer within "
                            + TimeUnit.NANOSECONDS.toMillis(registry.context().timeoutNanos()) + " ms",
                    null);
        }
        return permit;
    }

    private @Nullable Permit stopWaiting() {
        SemaphoreCohort joined = cohort;
        return joined == null ? null : joined.stopWaiting(waiter);
    }

    /** The caller has left: it gets no permit any more, and one that it was given is given back. */
    void giveBack() {
        Permit permit = stopWaiting();
        if (permit != null) {
            permit.close();
        }
    }
}
