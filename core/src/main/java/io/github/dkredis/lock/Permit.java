package io.github.dkredis.lock;

import io.github.dkredis.LeaseLostException;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationJoins;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One or several permits of a {@link Semaphore}, held under one lease. A permit belongs to its handle, not to a thread:
 * it can be handed to another thread and closed there.
 *
 * <p>A permit is first held, and then either released (by {@link #release} or {@link #close}) or lost (its lease was
 * not renewed in time, or Redis lost it). Both states are final.
 */
public final class Permit implements AutoCloseable {

    private enum State {
        HELD,
        RELEASED,
        LOST
    }

    private final PermitOwner owner;
    private final List<Integer> slots;
    private final long fencingToken;
    private final AtomicReference<State> state = new AtomicReference<>(State.HELD);
    private final List<Runnable> lossCallbacks = new ArrayList<>(0); // guarded by itself
    private volatile long deadlineNanos;

    Permit(PermitOwner owner, List<Integer> slots, long fencingToken, long deadlineNanos) {
        this.owner = owner;
        this.slots = slots;
        this.fencingToken = fencingToken;
        this.deadlineNanos = deadlineNanos;
    }

    /** {@return the semaphore's name} */
    public String name() {
        return owner.name();
    }

    /**
     * Returns the number of the first slot. No other permit has this slot while this one is held, so it can name one of
     * several identical resources.
     *
     * @return from 0 to the size of the semaphore minus 1, unless the semaphore was made smaller meanwhile
     */
    public int slot() {
        return slots.get(0);
    }

    /** {@return the numbers of all slots, as many as permits were acquired} */
    public List<Integer> slots() {
        return slots;
    }

    /**
     * A number that is greater than the fencing token of every earlier permit that had one of these slots. Send it
     * along with what is written to the resource of a slot, and let the storage refuse a smaller one.
     *
     * @return microseconds of the server's clock, or slightly more; below 2<sup>53</sup>
     */
    public long fencingToken() {
        return fencingToken;
    }

    /** {@return the time until the deadline, by this machine's monotonic clock and never too long; zero if not held} */
    public Duration remaining() {
        return isHeld() ? Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime())) : Duration.ZERO;
    }

    /** {@return whether the permit is neither released nor lost, and its deadline has not passed} */
    public boolean isHeld() {
        return state.get() == State.HELD && deadlineNanos - System.nanoTime() > 0;
    }

    /**
     * Checks that the permit is held; call it before a step that must not happen without it.
     *
     * @throws LeaseLostException if it is not held
     */
    public void ensureHeld() {
        if (!isHeld()) {
            throw new LeaseLostException(name(), fencingToken);
        }
    }

    /**
     * Gives the permit back, and waits for Redis's reply if a command is needed (none is needed if another caller of
     * this client gets the permit next).
     *
     * @return whether the permit was still held; false if it was lost, or released before
     * @throws io.github.dkredis.RedisUnavailableException if Redis did not answer; the permit then returns at its
     *     deadline at the latest
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
            owner.release(this, released);
            return OperationJoins.ofFuture("release permit of " + name(), released, owner.context());
        });
    }

    /**
     * Gives the permit back without waiting for Redis's reply. Does nothing if it was released or lost before: a loss
     * is reported to {@link #onLost} and to the log.
     */
    @Override
    public void close() {
        if (markReleased()) {
            owner.release(this, new CompletableFuture<>());
        }
    }

    private boolean markReleased() {
        synchronized (lossCallbacks) { // nothing waits inside
            return state.compareAndSet(State.HELD, State.RELEASED);
        }
    }

    /**
     * Registers a callback for the loss of this permit. It runs on a thread of its own, at once if the permit is
     * already lost, and never after a release.
     *
     * @param callback an exception that it throws is logged
     * @return this permit
     */
    public Permit onLost(Runnable callback) {
        boolean lost;
        synchronized (lossCallbacks) { // nothing waits inside
            lost = state.get() == State.LOST;
            if (!lost) {
                lossCallbacks.add(callback);
            }
        }
        if (lost) {
            owner.runForLoss(callback);
        }
        return this;
    }

    /** {@return the operations that wait for Redis, without blocking} */
    public AsyncPermit async() {
        return new AsyncPermit(this);
    }

    // ---- for the cohort

    void moveDeadline(long nanos) {
        deadlineNanos = nanos;
    }

    /** Marks this permit as lost, and returns the callbacks to call; none if it was released before. */
    List<Runnable> markLost() {
        synchronized (lossCallbacks) {
            return state.compareAndSet(State.HELD, State.LOST) ? List.copyOf(lossCallbacks) : List.of();
        }
    }

    boolean isLost() {
        return state.get() == State.LOST;
    }

    /** {@return the semaphore's name, the slots, the fencing token and the state} */
    @Override
    public String toString() {
        return "Permit[" + name() + " " + slots + ", " + fencingToken + ", " + state.get() + "]";
    }
}
