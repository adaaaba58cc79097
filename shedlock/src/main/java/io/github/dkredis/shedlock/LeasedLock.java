package io.github.dkredis.shedlock;

import io.github.dkredis.LeaseLostException;
import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.lock.Lease;
import java.time.Duration;
import java.util.Optional;
import net.javacrumbs.shedlock.core.AbstractSimpleLock;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;

/** A lock that is held by a lease. The base class refuses a lock that was unlocked or extended before. */
final class LeasedLock extends AbstractSimpleLock {

    private final Lease lease;

    /** Until when the lock stays taken although it is unlocked earlier; a moment of {@link System#nanoTime}. */
    private final long atLeastUntilNanos;

    /** A lock that was acquired, or extended, just now: its times count from here. */
    LeasedLock(Lease lease, LockConfiguration configuration) {
        super(configuration);
        this.lease = lease;
        this.atLeastUntilNanos =
                System.nanoTime() + configuration.getLockAtLeastFor().toNanos();
    }

    /** A lease that has ended is left alone: another process may have the lock by now. */
    @Override
    protected void doUnlock() {
        Duration kept = Duration.ofNanos(atLeastUntilNanos - System.nanoTime());
        if (kept.toMillis() > 0) {
            lease.releaseAfter(kept);
            return;
        }
        try {
            lease.release();
        } catch (OperationInterruptedException e) {
            // The release was sent before the wait for its reply was given up, and the thread stays interrupted. An
            // exception here would take the place of the one with which an interrupted job has ended.
        }
    }

    @Override
    protected Optional<SimpleLock> doExtend(LockConfiguration extended) {
        if (!lease.isHeld()) {
            return Optional.empty();
        }
        try {
            lease.renew(extended.getLockAtMostFor());
        } catch (LeaseLostException e) {
            return Optional.empty();
        }
        return Optional.of(new LeasedLock(lease, extended));
    }

    /** {@return the lease} */
    @Override
    public String toString() {
        return "LeasedLock[" + lease + "]";
    }
}
