package io.github.dkredis.lock;

import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationJoins;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The leases of several locks that were acquired together. It is held as long as all of them are. */
public final class MultiLease implements AutoCloseable {

    private final List<Lease> leases;

    /** The leases, in the order of their names. */
    MultiLease(List<Lease> leases) {
        this.leases = leases;
    }

    /** {@return the lease of each lock, in the order of their names} */
    public List<Lease> leases() {
        return leases;
    }

    /**
     * Returns the fencing token of one of the locks.
     *
     * @throws IllegalArgumentException if it is not one of them
     */
    public long fencingToken(String name) {
        return leases.stream()
                .filter(lease -> lease.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no lock \"" + name + "\" among " + this))
                .fencingToken();
    }

    /** {@return whether all leases are held} */
    public boolean isHeld() {
        return leases.stream().allMatch(Lease::isHeld);
    }

    /**
     * Checks that all leases are held.
     *
     * @throws io.github.dkredis.LeaseLostException if one of them is not
     */
    public void ensureHeld() {
        leases.forEach(Lease::ensureHeld);
    }

    /** {@return the time until the first deadline; zero if one of the leases is not held} */
    public Duration remaining() {
        return leases.stream()
                .map(Lease::remaining)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /**
     * Registers a callback for the first loss of one of the leases, as {@link Lease#onLost} does for one.
     *
     * @param callback an exception that it throws is logged
     * @return this lease
     */
    public MultiLease onLost(Runnable callback) {
        AtomicBoolean called = new AtomicBoolean();
        leases.forEach(lease -> lease.onLost(() -> {
            if (called.compareAndSet(false, true)) {
                callback.run();
            }
        }));
        return this;
    }

    /**
     * Releases all locks, and waits for Redis's replies.
     *
     * @return whether all leases were still held
     * @throws io.github.dkredis.RedisUnavailableException if Redis did not answer; the locks then end with their TTL at
     *     the latest
     */
    public boolean release() {
        return releaseOperation().await();
    }

    Operation<Boolean> releaseOperation() {
        return OperationJoins.allOf(leases.stream().map(Lease::releaseOperation).toList())
                .map(released -> !released.contains(false));
    }

    /** {@return the operation that waits for Redis, without blocking} */
    public AsyncMultiLease async() {
        return new AsyncMultiLease(this);
    }

    /** Releases all locks without waiting for Redis's replies, the last one first. */
    @Override
    public void close() {
        for (int i = leases.size() - 1; i >= 0; i--) {
            leases.get(i).close();
        }
    }

    /** {@return the leases} */
    @Override
    public String toString() {
        return "MultiLease" + leases;
    }
}
