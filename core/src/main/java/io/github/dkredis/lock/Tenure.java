package io.github.dkredis.lock;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The state of a lock while this client owns its key under one token: the current lease, the key's deadline, the
 * fencing tokens that are left, and the next renewal. A lease ends at its own deadline or at the key's, whichever comes
 * first.
 *
 * <p>Guarded by the cohort's lock.
 */
final class Tenure {

    /** How often a contended lock may be passed on within this client, and for how long. */
    private static final int MAX_PASSES = 64;

    private static final long MAX_PASSING_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** A key that expires less than this before the lease does is not renewed for the rest. */
    private static final long TOLERANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    final String token;
    private final Cohort cohort;

    private @Nullable Lease current;
    private long keyDeadlineNanos;
    private long keyLeaseNanos;
    private long nextFence;
    private long fenceLimit;
    private boolean renewing;
    private long renewNotBeforeNanos;

    private boolean contended;
    private long contendedSinceNanos;
    private int passes;

    Tenure(Cohort cohort, String token) {
        this.cohort = cohort;
        this.token = token;
    }

    // ---- the key

    /** This client owns the key from now on. */
    void begin(Grant grant) {
        keyLeaseNanos = TimeUnit.MILLISECONDS.toNanos(grant.leaseMillis());
        keyDeadlineNanos = grant.sinceNanos() + keyLeaseNanos;
        nextFence = grant.firstFence();
        fenceLimit = grant.firstFence() + MutexScripts.FENCE_BLOCK_SIZE;
        renewNotBeforeNanos = grant.sinceNanos();
        if (grant.contended() || contended) { // the message may have overtaken the reply to acquiring
            markContended(System.nanoTime());
        }
    }

    boolean isOver(long now) {
        return keyDeadlineNanos - now <= 0;
    }

    /** Another client waits for the lock: passes are counted from now on. */
    void markContended(long now) {
        contended = true;
        contendedSinceNanos = now;
        passes = 0;
    }

    boolean isContended() {
        return contended;
    }

    long lastFence() {
        return nextFence - 1;
    }

    // ---- the lease

    /**
     * {@return whether the lock may go to the next caller here: time and a fencing token are left, and it is our turn}
     */
    boolean mayPass(long now) {
        boolean inTime = keyDeadlineNanos - now > MutexScripts.CLAIM_NANOS / 4;
        boolean inTurn = !contended || (passes < MAX_PASSES && now - contendedSinceNanos < MAX_PASSING_NANOS);
        return inTime && inTurn && nextFence < fenceLimit;
    }

    /** Passes the lock from one caller of this client to the next. */
    Lease pass(Waiter next, long now) {
        passes++;
        return grant(next, now);
    }

    Lease grant(Waiter next, long now) {
        Lease lease = new Lease(cohort, next.options, nextFence++, next.thread(), now);
        current = lease;
        lease.moveDeadline(keyDeadlineNanos);
        return lease;
    }

    @Nullable
    Lease current() {
        return current;
    }

    /** Ends the current lease, which was released or lost, and returns it; null if no lease is current. */
    @Nullable
    Lease end() {
        Lease lease = current;
        current = null;
        return lease;
    }

    // ---- renewal

    /** Renews the key for as long as the lease needs it. */
    void renew(Lease lease, long now) {
        renew(lease, leaseMillisFrom(now, lease), null);
    }

    /**
     * Renews the key.
     *
     * @param leaseMillis the new TTL
     * @param requested the future of a caller that asked for this renewal, which then extends the lease too; else null
     */
    void renew(Lease lease, long leaseMillis, @Nullable CompletableFuture<Boolean> requested) {
        renewing = true;
        long sentAt = System.nanoTime();
        cohort.sendRenewal(token, leaseMillis, (reply, failure) -> {
            boolean owned = cohort.owns(this); // the lock may have been released while the renewal was under way
            renewing = false;
            boolean renewed = owned && reply != null && reply == 1;
            if (renewed) {
                keyLeaseNanos = TimeUnit.MILLISECONDS.toNanos(leaseMillis);
                keyDeadlineNanos = sentAt + keyLeaseNanos;
                if (requested != null && lease == current) {
                    lease.requestUntil(keyDeadlineNanos);
                }
                if (current != null) {
                    current.moveDeadline(keyDeadlineNanos);
                }
            } else if (owned && failure != null) {
                renewNotBeforeNanos = System.nanoTime() + LockTiming.RETRY_NANOS; // it may have failed at once
            } else if (owned) {
                cohort.loseKey();
            }
            if (requested != null) {
                cohort.complete(requested, renewed, failure);
            }
            if (cohort.owns(this)) {
                cohort.setTimer(dueNanos());
            }
        });
    }

    /** {@return the TTL from now: a whole lease if it is renewed, and else what is left of the requested time} */
    private static long leaseMillisFrom(long now, Lease lease) {
        return lease.options().renewed()
                ? lease.options().leaseMillis()
                : Math.max(1, TimeUnit.NANOSECONDS.toMillis(lease.requestedUntilNanos() - now) + 1);
    }

    private boolean needsRenewal(Lease lease) {
        return !renewing && lease.isRequestedBeyond(keyDeadlineNanos + TOLERANCE_NANOS);
    }

    /** {@return when to renew: a third into the key's lease, counted from its deadline so that nothing drifts} */
    private long renewalDue() {
        long due = keyDeadlineNanos - keyLeaseNanos + keyLeaseNanos / 3;
        return renewNotBeforeNanos - due > 0 ? renewNotBeforeNanos : due;
    }

    // ---- time

    /** {@return when the timer is to fire: at the end of the lease or of the key, or for a renewal} */
    long dueNanos() {
        Lease lease = current;
        if (lease == null) {
            return keyDeadlineNanos;
        }
        if (!lease.isRequestedBeyond(keyDeadlineNanos)) {
            return lease.requestedUntilNanos();
        }
        return needsRenewal(lease) ? renewalDue() : keyDeadlineNanos;
    }

    /** {@return whether the current lease has had the time that was asked for} */
    boolean isLeaseOver(long now) {
        Lease lease = current;
        return lease != null && !lease.isRequestedBeyond(now);
    }

    void renewIfDue(long now) {
        Lease lease = current;
        if (lease != null && needsRenewal(lease) && renewalDue() - now <= 0) {
            renew(lease, now);
        }
    }
}
