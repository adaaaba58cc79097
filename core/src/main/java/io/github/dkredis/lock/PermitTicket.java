package io.github.dkredis.lock;

import org.jspecify.annotations.Nullable;

/**
 * A token that waits in Redis: for one caller, or for whichever caller of the client comes first when its permit is
 * granted. Guarded by the cohort's lock.
 */
final class PermitTicket {

    final PermitClaim claim;
    final @Nullable PermitWaiter waiter;

    /** When the first request was sent; the permits cannot have been granted earlier. */
    final long askedAtNanos = System.nanoTime();

    /** When the last request was sent. */
    long sentAtNanos;

    /** When to ask again; far away while a request is under way. */
    long pollAtNanos;

    private boolean queued;

    PermitTicket(PermitClaim claim, @Nullable PermitWaiter waiter) {
        this.claim = claim;
        this.waiter = waiter;
    }

    String token() {
        return claim.token();
    }

    /** {@return whether any caller may have what it gets} */
    boolean isShared() {
        return waiter == null;
    }

    boolean isTry() {
        return waiter != null && waiter.ifTaken() == Waiter.IfTaken.REFUSE;
    }

    /** {@return whether Redis has confirmed that it waits} */
    boolean isQueued() {
        return queued;
    }

    void queued(long pollAt) {
        queued = true;
        pollAtNanos = pollAt;
    }
}
