package io.github.dkredis.lock;

import io.github.dkredis.lock.Waiter.IfTaken;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A caller that wants permits. It is decided once, under the cohort's lock; its future completes after that lock was
 * released.
 */
final class PermitWaiter {

    private final int permits;
    private final IfTaken ifTaken;
    private final CompletableFuture<Optional<Permit>> future = new CompletableFuture<>();

    /** Guarded by the cohort's lock. */
    private boolean decided;

    private @Nullable Permit permit;

    PermitWaiter(int permits, IfTaken ifTaken) {
        this.permits = permits;
        this.ifTaken = ifTaken;
    }

    int permits() {
        return permits;
    }

    IfTaken ifTaken() {
        return ifTaken;
    }

    /** {@return completes with the permit, or empty for a refusal} */
    CompletableFuture<Optional<Permit>> future() {
        return future;
    }

    boolean isDecided() {
        return decided;
    }

    /** Decides this waiter. The returned action completes the future; it is to run after the unlock. */
    Runnable grant(Permit granted) {
        decided = true;
        permit = granted;
        return () -> future.complete(Optional.of(granted));
    }

    /** Like {@link #grant}, without a permit. */
    Runnable refuse() {
        decided = true;
        return () -> future.complete(Optional.empty());
    }

    /** Like {@link #grant}, with a failure. */
    Runnable fail(RuntimeException failure) {
        decided = true;
        return () -> future.completeExceptionally(failure);
    }

    /** {@return the permit that this waiter was given, if any} */
    @Nullable
    Permit permit() {
        return permit;
    }
}
