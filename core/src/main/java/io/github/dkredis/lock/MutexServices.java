package io.github.dkredis.lock;

import io.github.dkredis.internal.OperationContext;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** What the coordinators of all locks of a client share: the connections, the timer and the threads. */
interface MutexServices {

    Supplier<String> tokens();

    /** {@return whether the client is being closed, or is closed} */
    boolean isClosed();

    /** {@return whether messages can reach this client at the moment, as far as it knows} */
    boolean isPushOpen();

    OperationContext context();

    LockMeter meter();

    MutexRequests requests();

    /** Runs a task on the timer's thread after a delay, unless the client is closed by then. */
    Future<?> schedule(Runnable task, long delayNanos);

    /** Runs a caller's code on the client's executor; what it throws is logged. */
    void runOnExecutor(Runnable task);

    /** Reports the loss of a lease to the log and to these callbacks, on threads of their own. */
    void lost(Lease lease, List<Runnable> callbacks);

    /** Runs a callback about a loss on a thread of its own. */
    void runApart(Runnable callback);

    /** A coordinator uses another token from now on; an empty text stands for a missing token. */
    void tokenChanged(MutexCoordinator coordinator, String before, String after);

    /** A coordinator has ended. */
    void retired(MutexCoordinator coordinator);
}
