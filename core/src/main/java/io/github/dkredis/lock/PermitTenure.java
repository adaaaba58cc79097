package io.github.dkredis.lock;

import io.github.dkredis.lock.SemaphoreReply.PermitBlock;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The time in which one token has slots: the permit that has them at the moment, the deadline, and the fencing tokens
 * that are left for the callers to which this client passes the slots on.
 *
 * <p>Guarded by the cohort's lock.
 */
final class PermitTenure {

    /** After this many passes Redis is asked whether another client waits. */
    private static final int PASSES_BEFORE_REFRESH = 64;

    /** For how long a client passes slots on without having asked Redis whether another client waits. */
    private static final long PASSING_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final String token;
    private final List<Integer> slots;
    private final LeaseOptions options;
    private final long requestedUntilNanos;
    private long nextFence;
    private long lastFence;
    private long deadlineNanos;
    private long renewAtNanos;
    private long refreshedAtNanos;
    private int passes;
    private boolean contended;
    private boolean renewing;

    /**
     * A tenure that was granted.
     *
     * @param grantedAtNanos the earliest moment of {@link System#nanoTime} at which Redis can have granted it
     * @param leaseMillis for how long
     */
    PermitTenure(String token, PermitBlock block, LeaseOptions options, long grantedAtNanos, long leaseMillis) {
        this.token = token;
        this.slots = block.slots();
        this.options = options;
        this.requestedUntilNanos = grantedAtNanos + options.leaseNanos();
        this.nextFence = block.firstFence();
        this.lastFence = block.lastFence();
        this.refreshedAtNanos = System.nanoTime();
        moveDeadline(grantedAtNanos, leaseMillis);
    }

    private void moveDeadline(long sinceNanos, long leaseMillis) {
        long lease = TimeUnit.MILLISECONDS.toNanos(leaseMillis);
        deadlineNanos = sinceNanos + lease;
        renewAtNanos = sinceNanos + lease / 3;
    }

    String token() {
        return token;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    /** {@return a permit for the next caller, with the next fencing token} */
    Permit next(PermitOwner owner) {
        return new Permit(owner, slots, nextFence++, deadlineNanos);
    }

    /** {@return the last fencing token that a caller got} */
    long usedFence() {
        return nextFence - 1;
    }

    /** {@return whether a caller of this client may get the slots next, although another client may wait} */
    boolean mayPass(long now) {
        return options.renewed()
                && slots.size() == 1
                && !contended
                && nextFence <= lastFence
                && now - refreshedAtNanos <= PASSING_NANOS
                && deadlineNanos - now > 0;
    }

    void passed() {
        passes++;
    }

    /** {@return when to renew next; the deadline if it is not to be renewed} */
    long dueNanos() {
        return isToBeRenewed() && !renewing && renewAtNanos - deadlineNanos < 0 ? renewAtNanos : deadlineNanos;
    }

    /** A fixed lease is renewed only if it was granted as a claim, which is shorter. */
    private boolean isToBeRenewed() {
        return options.renewed() || requestedUntilNanos - deadlineNanos >= TimeUnit.MILLISECONDS.toNanos(1);
    }

    /** {@return whether to ask Redis for more time, or for more fencing tokens and whether another client waits} */
    boolean wantsRenewal(long now) {
        return isToBeRenewed() && !renewing && (renewAtNanos - now <= 0 || passes >= PASSES_BEFORE_REFRESH);
    }

    /** {@return the lease to ask for} */
    long renewalMillis(long now) {
        return options.renewed()
                ? options.leaseMillis()
                : Math.max(1, TimeUnit.NANOSECONDS.toMillis(requestedUntilNanos - now));
    }

    void renewalBegins() {
        renewing = true;
        passes = 0;
    }

    void renewed(long sentAtNanos, long leaseMillis, long firstFence, long lastFence, boolean contended) {
        renewing = false;
        moveDeadline(sentAtNanos, leaseMillis);
        this.nextFence = Math.max(nextFence, firstFence);
        this.lastFence = lastFence;
        this.contended = contended;
        this.refreshedAtNanos = System.nanoTime();
    }

    void renewalFailed(long now) {
        renewing = false;
        renewAtNanos = now + LockTiming.RETRY_NANOS;
    }
}
