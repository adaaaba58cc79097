package io.github.dkredis.lock;

import io.github.dkredis.LeaseLostException;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.Operations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A held lock. A lease belongs to its handle, not to a thread: it can be handed to another thread and closed there.
 *
 * <p>A lease is first held, and then either released (by {@link #release} or {@link #close}) or lost (it was not
 * renewed in time, or its key was removed). Both states are final.
 *
 * <p>Up to its deadline no other caller gets the lock, under the conditions that {@link Mutex} states, and a loss is
 * noticed. A lease cannot prevent a process that was stopped from going on after the deadline. Where that would do
 * harm, let the storage that is written to check the {@link #fencingToken}.
 */
public final class Lease implements AutoCloseable {

    private enum State {
        HELD,
        RELEASED,
        LOST
    }

    private final Cohort cohort;
    private final LeaseOptions options;
    private final long fencingToken;
    private final @Nullable Thread holder;
    private final AtomicReference<State> state = new AtomicReference<>(State.HELD);
    private final List<Runnable> lossCallbacks = new ArrayList<>(0); // guarded by itself

    /** When this lease ends unless it is renewed. Written under the cohort's lock only; read by any thread. */
    private volatile long deadlineNanos;

    /** Until when the caller asked for a lease that is not renewed. Guarded by the cohort's lock. */
    private long requestedUntilNanos;

    /** A lease that was granted at a moment of {@link System#nanoTime}. */
    Lease(Cohort cohort, LeaseOptions options, long fencingToken, @Nullable Thread holder, long grantedAtNanos) {
        this.cohort = cohort;
        this.options = options;
        this.fencingToken = fencingToken;
        this.holder = holder;
        this.requestedUntilNanos = grantedAtNanos + options.leaseNanos();
    }

    /**
     * A number that is greater than the fencing token of every earlier lease of the same lock, whoever held it. Send it
     * along with what is written under the lock, and let the storage refuse a smaller one.
     *
     * @return microseconds of the server's clock, or slightly more; below 2<sup>53</sup>
     */
    public long fencingToken() {
        return fencingToken;
    }

    /** {@return the lock's name} */
    public String name() {
        return cohort.name();
    }

    /** {@return the time until the deadline, by this machine's monotonic clock and never too long; zero if not held} */
    public Duration remaining() {
        return isHeld() ? Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime())) : Duration.ZERO;
    }

    /** {@return whether the lease is neither released nor lost, and its deadline has not passed} */
    public boolean isHeld() {
        return state.get() == State.HELD && isInTime(System.nanoTime());
    }

    /**
     * Checks that the lease is held; call it before a step that must not happen without the lock.
     *
     * @throws LeaseLostException if it is not held
     */
    public void ensureHeld() {
        if (!isHeld()) {
            throw lostException();
        }
    }

    /**
     * Extends the lease to its whole length from now. One script.
     *
     * @throws LeaseLostException if the lease was lost or released
     * @throws io.github.dkredis.RedisUnavailableException if Redis did not answer; the lease keeps its deadline
     */
    public void renew() {
        renewOperation().await();
    }

    Operation<@Nullable Void> renewOperation() {
        return Operation.defer(() -> {
            CompletableFuture<Boolean> renewed = new CompletableFuture<>();
            cohort.renew(this, renewed);
            return Operations.ofFuture("renew lock " + name(), renewed, cohort.context())
                    .map(held -> {
                        if (!held) {
                            throw lostException();
                        }
                        return null;
                    });
        });
    }

    /**
     * Releases the lock, and waits for Redis's reply if a command is needed (none is needed if another caller of this
     * client gets the lock next). This also releases a lock that {@link #close} would keep.
     *
     * @return whether the lease was still held; false if it was lost, or released before
     * @throws io.github.dkredis.RedisUnavailableException if Redis did not answer; the lock then ends with its TTL at
     *     the latest
     */
    public boolean release() {
        return releaseOperation().await();
    }

    Operation<Boolean> releaseOperation() {
        return Operation.defer(() -> {
            if (!markReleased()) {
                return Operation.of(false);
            }
            CompletableFuture<Boolean> released = new CompletableFuture<>();
            cohort.release(this, released);
            return Operations.ofFuture("unlock " + name(), released, cohort.context());
        });
    }

    /**
     * Releases the lock without waiting for Redis's reply; with {@link Mutex#keepOnClose} the lock stays taken for the
     * whole lease instead. Does nothing if the lease was released or lost before: a loss is reported to {@link #onLost}
     * and to the log.
     */
    @Override
    public void close() {
        if (markReleased()) {
            if (options.keepOnClose()) {
                cohort.keep(this);
            } else {
                cohort.release(this, null);
            }
        }
    }

    /**
     * Marks this lease as released; false if it is already released or lost. Because {@link #markLost} interrupts the
     * holder inside the same block, the holder cannot be interrupted for this lease any more once this method has
     * returned.
     */
    private boolean markReleased() {
        synchronized (lossCallbacks) { // nothing waits inside
            return state.compareAndSet(State.HELD, State.RELEASED);
        }
    }

    /**
     * Registers a callback for the loss of this lease. It runs on the client's executor; it runs at once if the lease
     * is already lost, and never after a release.
     *
     * @param callback an exception that it throws is logged
     * @return this lease
     */
    public Lease onLost(Runnable callback) {
        boolean lost;
        synchronized (lossCallbacks) { // nothing waits inside
            lost = state.get() == State.LOST;
            if (!lost) {
                lossCallbacks.add(callback);
            }
        }
        if (lost) {
            cohort.runOnExecutor(callback);
        }
        return this;
    }

    /** {@return the operations that wait for Redis, without blocking} */
    public AsyncLease async() {
        return new AsyncLease(this);
    }

    // ---- for the cohort, under its lock

    LeaseOptions options() {
        return options;
    }

    boolean isInTime(long now) {
        return deadlineNanos - now > 0;
    }

    /**
     * Sets the deadline: the key's, or the end of the time that the caller asked for if that comes first.
     *
     * @param keyDeadlineNanos when the key expires
     */
    void moveDeadline(long keyDeadlineNanos) {
        deadlineNanos = isRequestedBeyond(keyDeadlineNanos) ? keyDeadlineNanos : requestedUntilNanos;
    }

    /** {@return whether the caller still wants the lock after a moment; a renewed lease is wanted without an end} */
    boolean isRequestedBeyond(long nanos) {
        return options.renewed() || requestedUntilNanos - nanos > 0;
    }

    /** {@return until when the caller asked for the lock; only for a lease that is not renewed} */
    long requestedUntilNanos() {
        return requestedUntilNanos;
    }

    void requestUntil(long nanos) {
        requestedUntilNanos = nanos;
    }

    /** Marks this lease as lost, and returns the callbacks to call; none if the lease was released before. */
    List<Runnable> markLost() {
        synchronized (lossCallbacks) {
            if (!state.compareAndSet(State.HELD, State.LOST)) {
                return List.of();
            }
            if (options.interruptOnLoss() && holder != null) {
                holder.interrupt();
            }
            return List.copyOf(lossCallbacks);
        }
    }

    boolean isLost() {
        return state.get() == State.LOST;
    }

    LeaseLostException lostException() {
        return new LeaseLostException(name(), fencingToken);
    }

    /** {@return the lock's name, the fencing token and the state} */
    @Override
    public String toString() {
        return "Lease[" + name() + ", " + fencingToken + ", " + state.get() + "]";
    }
}
