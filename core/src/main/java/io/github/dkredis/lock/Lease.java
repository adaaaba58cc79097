package io.github.dkredis.lock;

import io.github.dkredis.LeaseLostException;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationJoins;
import io.github.dkredis.lock.LeaseKeeper.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

    private final LeaseKeeper keeper;
    private final LeaseOptions options;
    private final long fencingToken;
    private final @Nullable Thread holder;
    private final AtomicReference<State> state = new AtomicReference<>(State.HELD);
    private final List<Runnable> lossCallbacks = new ArrayList<>(0); // guarded by itself, as every change of state is

    /** When this lease ends unless it is renewed. It never moves once it has passed. */
    private volatile long deadlineNanos;

    /**
     * Creates a lease.
     *
     * @param holder the thread to interrupt on a loss, if any
     * @param deadlineNanos its first deadline, a moment of {@link System#nanoTime}
     */
    Lease(LeaseKeeper keeper, LeaseOptions options, long fencingToken, @Nullable Thread holder, long deadlineNanos) {
        this.keeper = keeper;
        this.options = options;
        this.fencingToken = fencingToken;
        this.holder = holder;
        this.deadlineNanos = deadlineNanos;
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
        return keeper.name();
    }

    /** {@return the time until the deadline, by this machine's monotonic clock and never too long; zero if not held} */
    public Duration remaining() {
        return isHeld() ? Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime())) : Duration.ZERO;
    }

    /** {@return whether the lease is neither released nor lost, and its deadline has not passed} */
    public boolean isHeld() {
        if (state.get() != State.HELD) {
            return false;
        }
        if (isInTime(System.nanoTime())) {
            return true;
        }
        lose(); // whoever notices the end first reports it, so that the answer does not change back
        return false;
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

    /**
     * Makes the lease end this long from now, which can be later or earlier than before. One script. A lease that is
     * renewed automatically goes on being renewed, to the length that the mutex has.
     *
     * <p>If this process dies after it has shortened a lease, the lock is free at the former end only: the key's TTL is
     * never shortened here, because a copy of the request that arrives late could then cut a longer lease short.
     *
     * @param lease from 1 ms to 366 days
     * @throws LeaseLostException if the lease was lost or released
     * @throws io.github.dkredis.RedisUnavailableException if Redis did not answer; the lease keeps its deadline
     * @throws IllegalArgumentException if the duration is out of bounds
     */
    public void renew(Duration lease) {
        renewOperation(lease).await();
    }

    Operation<@Nullable Void> renewOperation() {
        return renewOperation(options.leaseMillis());
    }

    Operation<@Nullable Void> renewOperation(Duration lease) {
        return renewOperation(LeaseOptions.millis("the lease", lease));
    }

    private Operation<@Nullable Void> renewOperation(long leaseMillis) {
        return Operation.defer(() -> {
            CompletableFuture<Boolean> renewed = new CompletableFuture<>();
            keeper.renew(this, leaseMillis, renewed);
            return OperationJoins.ofFuture("renew lock " + name(), renewed, keeper.context())
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
     * client gets the lock next). This also releases a lock that {@link #close} would keep; a lock with
     * {@link Mutex#lockAtLeast} stays taken until that time has passed.
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
            keeper.end(this, Ending.RELEASED, released);
            return OperationJoins.ofFuture("unlock " + name(), released, keeper.context());
        });
    }

    /**
     * Releases the lock without waiting for Redis's reply; with {@link Mutex#keepOnClose} the lock stays taken for the
     * whole lease instead, and with {@link Mutex#lockAtLeast} until that time has passed. Does nothing if the lease was
     * released or lost before: a loss is reported to {@link #onLost} and to the log.
     */
    @Override
    public void close() {
        if (markReleased()) {
            keeper.end(this, Ending.CLOSED, null);
        }
    }

    /**
     * Ends the lease, but leaves the lock taken for a time from now on; with {@link Mutex#lockAtLeast} it stays taken
     * until that time has passed too. Does not wait for Redis's reply. If Redis cannot be reached, the lock ends with
     * its TTL.
     *
     * @param time from 1 ms to 366 days
     * @return whether the lease was still held; false if it was lost, or released before, and then nothing is kept
     * @throws IllegalArgumentException if the time is out of bounds
     */
    public boolean releaseAfter(Duration time) {
        long nanos =
                TimeUnit.MILLISECONDS.toNanos(LeaseOptions.millis("the time for which the lock stays taken", time));
        if (!markReleased()) {
            return false;
        }
        keeper.keep(this, System.nanoTime() + nanos);
        return true;
    }

    /**
     * Marks this lease as released; false if it is already released or lost, or its deadline has passed. Because
     * {@link #lose} interrupts the holder inside the same block, the holder cannot be interrupted for this lease any
     * more once this method has returned.
     */
    private boolean markReleased() {
        synchronized (lossCallbacks) { // nothing waits inside
            if (isInTime(System.nanoTime())) {
                return state.compareAndSet(State.HELD, State.RELEASED);
            }
        }
        lose();
        return false;
    }

    /**
     * Registers a callback for the loss of this lease. It runs on a thread of its own, so it never waits for other code
     * of the application; it runs at once if the lease is already lost, and never after a release.
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
            keeper.runApart(callback);
        }
        return this;
    }

    /** {@return the operations that wait for Redis, without blocking} */
    public AsyncLease async() {
        return new AsyncLease(this);
    }

    // ---- for the keeper

    LeaseOptions options() {
        return options;
    }

    boolean isInTime(long now) {
        return deadlineNanos - now > 0;
    }

    /** Sets the deadline, unless this lease has ended. */
    void moveDeadline(long nanos) {
        synchronized (lossCallbacks) { // nothing waits inside
            if (state.get() == State.HELD && isInTime(System.nanoTime())) {
                deadlineNanos = nanos;
            }
        }
    }

    /** Marks this lease as lost, and reports the loss; does nothing if the lease has ended before. */
    void lose() {
        List<Runnable> callbacks;
        synchronized (lossCallbacks) { // nothing waits inside
            if (!state.compareAndSet(State.HELD, State.LOST)) {
                return;
            }
            if (options.interruptOnLoss() && holder != null) {
                holder.interrupt();
            }
            callbacks = List.copyOf(lossCallbacks);
        }
        keeper.lost(this, callbacks);
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
