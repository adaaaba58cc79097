package io.github.dkredis.lock;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The time of one token: while this client has the key with it, whose lease the lock is at the moment, until when, and what
 * is due next. A lease ends at its own deadline or the key's, whichever comes first. Guarded by the cohort's lock.
 */
final class Tenure {

    /** How often and for how long the lock may be passed on here once another client wants it. */
    private static final int MOST_PASSES = 64;

    private static final long LONGEST_COHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long TOLERANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    final String token;
    private final Cohort cohort;

    private @Nullable Lease current;
    private long keyDeadlineNanos;
    private long keyLeaseNanos;
    private long nextFence;
    private long fenceLimit;
    private boolean renewing;
    private long renewNotBeforeNanos;

    private boolean wanted;
    private long wantedSinceNanos;
    private int passes;

    Tenure(Cohort cohort, String token) {
        this.cohort = cohort;
        this.token = token;
    }

    // ---- the key

    /** The key is this client's from then on, for so long. */
    void begin(long fence, long sinceNanos, long leaseMillis, boolean othersWait) {
        keyLeaseNanos = TimeUnit.MILLISECONDS.toNanos(leaseMillis);
        keyDeadlineNanos = sinceNanos + keyLeaseNanos;
        nextFence = fence;
        fenceLimit = fence + MutexScripts.FENCES;
        renewNotBeforeNanos = sinceNanos;
        if (othersWait || wanted) { // the news may have overtaken the answer to acquiring
            want(System.nanoTime());
        }
    }

    boolean isOver(long now) {
        return keyDeadlineNanos - now <= 0;
    }

    /** Another client waits for the key: from now on, passes are counted. */
    void want(long now) {
        wanted = true;
        wantedSinceNanos = now;
        passes = 0;
    }

    boolean isWanted() {
        return wanted;
    }

    long lastFence() {
        return nextFence - 1;
    }

    // ---- the lease

    /** Whether the lock may go to the next caller here: there is time and a fencing number, and it is not another client's turn. */
    boolean mayPass(long now) {
        boolean inTime = keyDeadlineNanos - now > MutexScripts.CLAIM_NANOS / 4;
        boolean inTurn = !wanted || (passes < MOST_PASSES && now - wantedSinceNanos < LONGEST_COHORT_NANOS);
        return inTime && inTurn && nextFence < fenceLimit;
    }

    /** The lock passes from one caller here to the next. */
    Lease pass(Waiter next, long now) {
        passes++;
        return grant(next, now);
    }

    Lease grant(Waiter next, long now) {
        LeaseOptions terms = next.terms;
        Lease lease = new Lease(cohort, terms, nextFence++, next.thread());
        lease.wantedUntilNanos = now + (terms.renewed() ? Long.MAX_VALUE / 2 : terms.leaseNanos());
        current = lease;
        moveDeadline(lease);
        return lease;
    }

    @Nullable
    Lease current() {
        return current;
    }

    /** Takes the lease away, if there is one: it was released, or is lost. */
    @Nullable
    Lease end() {
        Lease lease = current;
        current = null;
        return lease;
    }

    private void moveDeadline(Lease lease) {
        long until = lease.wantedUntilNanos;
        lease.deadline(until - keyDeadlineNanos < 0 ? until : keyDeadlineNanos);
    }

    // ---- renewal

    /** Has the key last as long as the lease is wanted. */
    void renew(Lease lease, long now) {
        renew(lease, leaseMillisFrom(now, lease), null);
    }

    /** Has the key last so long from now, and the lease with it if somebody asked for that: that one is told what came of it. */
    void renew(Lease lease, long leaseMillis, @Nullable CompletableFuture<Boolean> asked) {
        renewing = true;
        long sentAt = System.nanoTime();
        cohort.sendRenewal(token, leaseMillis, (reply, failure) -> {
            boolean still = cohort.owns(this);
            renewing = false;
            boolean renewed = still && reply != null && reply == 1;
            if (renewed) {
                keyLeaseNanos = TimeUnit.MILLISECONDS.toNanos(leaseMillis);
                keyDeadlineNanos = sentAt + keyLeaseNanos;
                renewed(lease, asked != null);
            } else if (still && failure != null) {
                renewNotBeforeNanos = System.nanoTime() + RETRY_NANOS; // it may have failed at once
            } else if (still) {
                cohort.lost();
            }
            if (asked != null) {
                cohort.tell(asked, renewed, failure);
            }
            if (cohort.owns(this)) {
                cohort.wakeAt(dueNanos());
            }
        });
    }

    private void renewed(Lease lease, boolean wholly) {
        if (wholly && lease == current && !lease.terms().renewed()) {
            lease.wantedUntilNanos = keyDeadlineNanos;
        }
        if (current != null) {
            moveDeadline(current);
        }
    }

    /** How long the key is to last from now: as long as a lease is wanted that is renewed, and no longer than one that is not. */
    private static long leaseMillisFrom(long now, Lease lease) {
        long left = TimeUnit.NANOSECONDS.toMillis(lease.wantedUntilNanos - now) + 1;
        return lease.terms().renewed() ? lease.terms().leaseMillis() : Math.max(1, left);
    }

    private boolean needsRenewal(Lease lease) {
        return !renewing && (lease.terms().renewed() || lease.wantedUntilNanos - keyDeadlineNanos > TOLERANCE_NANOS);
    }

    /** A third into the key's lease, by its absolute deadline, so that nothing drifts. */
    private long renewalDue() {
        long due = keyDeadlineNanos - keyLeaseNanos + keyLeaseNanos / 3;
        return renewNotBeforeNanos - due > 0 ? renewNotBeforeNanos : due;
    }

    // ---- time

    /** When to look again: the end of the lease or of the key, or a renewal. */
    long dueNanos() {
        Lease lease = current;
        if (lease == null) {
            return keyDeadlineNanos;
        }
        if (lease.wantedUntilNanos - keyDeadlineNanos < 0) {
            return lease.wantedUntilNanos;
        }
        return needsRenewal(lease) ? renewalDue() : keyDeadlineNanos;
    }

    /** Whether the lease has had the time it was asked for. */
    boolean leaseIsOver(long now) {
        Lease lease = current;
        return lease != null && lease.wantedUntilNanos - now <= 0;
    }

    void renewIfDue(long now) {
        Lease lease = current;
        if (lease != null && needsRenewal(lease) && renewalDue() - now <= 0) {
            renew(lease, now);
        }
    }
}
