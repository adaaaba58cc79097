package io.github.dkredis.lock;

import io.github.dkredis.internal.OperationContext;
import java.util.concurrent.CompletableFuture;

/** What a {@link Permit} comes from, and goes back to. */
interface PermitOwner {

    /** {@return the semaphore's name} */
    String name();

    /** Takes a permit back; completes the future with whether it was still held, once Redis has answered. */
    void release(Permit permit, CompletableFuture<Boolean> released);

    /** Runs a caller's code for a loss, which may throw. */
    void runForLoss(Runnable code);

    OperationContext context();
}
