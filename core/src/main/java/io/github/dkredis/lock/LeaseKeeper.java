package io.github.dkredis.lock;

import io.github.dkredis.internal.OperationContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a {@link Lease} needs of whoever granted it. */
interface LeaseKeeper {

    /** How a holder ends its lease. */
    enum Ending {
        /** By {@link Lease#close}, which can leave the lock taken. */
        CLOSED,
        /** By {@link Lease#release}. */
        RELEASED
    }

    /** {@return the lock's name} */
    String name();

    OperationContext context();

    /**
     * The holder has ended its lease.
     *
     * @param released is completed with whether the lease was still held; null if the holder does not wait
     */
    void end(Lease lease, Ending ending, @Nullable CompletableFuture<Boolean> released);

    /** The holder has ended its lease, but the lock is to stay taken until a moment. */
    void keep(Lease lease, long untilNanos);

    /** Makes a lease end this long from now; the future is completed with whether that succeeded. */
    void renew(Lease lease, long leaseMillis, CompletableFuture<Boolean> renewed);

    /** A lease was lost: these callbacks are to run, not on this thread. */
    void lost(Lease lease, List<Runnable> callbacks);

    /** Runs a callback about a loss that was reported before, not on this thread. */
    void runApart(Runnable callback);
}
