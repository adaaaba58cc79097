package io.github.dkredis.lock;

import io.github.dkredis.internal.Operations;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.LeaseLostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A held lock. It belongs to whoever has this handle, not to a thread: it can be passed on and closed by another thread.
 *
 * <p>States: held, then released (by {@link #release} or {@link #close}) or lost (not renewed in time, or its key went).
 * Neither ends.
 *
 * <p>A lease is a promise up to its deadline, and a promise that its end is noticed: it cannot keep a process that was
 * stopped from going on afterwards. Where that must do no harm, let what is written check the {@link #fencingToken}.
 */
public final class Lease implements AutoCloseable {

    private enum State {
        HELD,
        RELEASED,
        LOST
    }

    private final Cohort cohort;
    private final LeaseOptions terms;
    private final long fencingToken;
    private final @Nullable Thread holder;
    private final AtomicReference<State> state = new AtomicReference<>(State.HELD);
    private final List<Runnable> callbacks = new ArrayList<>(0); // guarded by itself

    /** When it ends unless it is renewed; moved by the cohort only. */
    private volatile long deadlineNanos;

    /** For how long it was asked; without an end if it is renewed. Owned by the cohort. */
    long wantedUntilNanos;

    Lease(Cohort cohort, LeaseOptions terms, long fencingToken, @Nullable Thread holder) {
        this.cohort = cohort;
        this.terms = terms;
        this.fencingToken = fencingToken;
        this.holder = holder;
    }

    /**
     * A number that is greater than that of every earlier lease of the same lock, whoever held it: what is written under the
     * lock can carry it, and refuse a smaller one.
     *
     * @return microseconds of the server's clock, or a little more; fits a 53-bit number
     */
    public long fencingToken() {
        return fencingToken;
    }

    /**
     * The lock's name.
     *
     * @return as it was asked for
     */
    public String name() {
        return cohort.name();
    }

    /**
     * How long it lasts unless it is renewed, by this machine's monotonic clock and never too long.
     *
     * @return zero if it is not held
     */
    public Duration remaining() {
        return isHeld() ? Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime())) : Duration.ZERO;
    }

    /**
     * Whether it is held: neither released nor lost, and its deadline not reached.
     *
     * @return whether it is
     */
    public boolean isHeld() {
        return state.get() == State.HELD && isInTime(System.nanoTime());
    }

    /**
     * That it is held, before something that must not be done without.
     *
     * @throws LeaseLostException if it is not
     */
    public void ensureHeld() {
        if (!isHeld()) {
            throw lost();
        }
    }

    /**
     * Makes it last for its whole time from now. One script.
     *
     * @throws LeaseLostException if it was lost, or released
     * @throws io.github.dkredis.RedisUnavailableException if Redis did not answer; it lasts as long as before
     */
    public void renew() {
        renewing().await();
    }

    Operation<@Nullable Void> renewing() {
        return Operation.defer(() -> {
            CompletableFuture<Boolean> renewed = new CompletableFuture<>();
            cohort.renew(this, renewed);
            return Operations.ofFuture("renew lock " + name(), renewed, cohort.context())
                    .map(held -> {
                        if (!held) {
                            throw lost();
                        }
                        return null;
                    });
        });
    }

    /**
     * Gives the lock up, and waits for Redis' answer if one is needed (none is if a caller of this client gets it next). Also
     * ends a lease that is to be kept on close.
     *
     * @return whether it was still held; false if it had been lost, or released before
     * @throws io.github.dkredis.RedisUnavailableException if Redis did not answer; the lock ends with its lease then
     */
    public boolean release() {
        return releasing().await();
    }

    Operation<Boolean> releasing() {
        return Operation.defer(() -> {
            if (!markReleased()) {
                return Operation.of(false);
            }
            CompletableFuture<Boolean> released = new CompletableFuture<>();
            cohort.release(this, false, released);
            return Operations.ofFuture("unlock " + name(), released, cohort.context());
        });
    }

    /**
     * Gives the lock up without waiting for Redis' answer; a lease that is to be kept on close is kept for its whole time.
     * Does nothing if it was released or lost before: a loss is told to {@link #onLost} and to the log.
     */
    @Override
    public void close() {
        if (markReleased()) {
            cohort.release(this, terms.keepOnClose(), null);
        }
    }

    /** Marks it released; false if it was before, or is lost: then whoever is to be interrupted for that has been. */
    private boolean markReleased() {
        synchronized (callbacks) { // nothing waits in here
            return state.compareAndSet(State.HELD, State.RELEASED);
        }
    }

    /**
     * Calls back when it is lost; at once if it is lost already, never once it is released. Runs on the client's executor.
     *
     * @param callback what to do; what it throws is logged
     * @return this
     */
    public Lease onLost(Runnable callback) {
        boolean now;
        synchronized (callbacks) { // nothing waits in here
            now = state.get() == State.LOST;
            if (!now) {
                callbacks.add(callback);
            }
        }
        if (now) {
            cohort.runLater(callback);
        }
        return this;
    }

    /** {@return the operations that wait for Redis, without blocking} */
    public AsyncLease async() {
        return new AsyncLease(this);
    }

    // ---- for the cohort

    boolean isInTime(long now) {
        return deadlineNanos - now > 0;
    }

    LeaseOptions terms() {
        return terms;
    }

    void deadline(long nanos) {
        deadlineNanos = nanos;
    }

    /** Marks it lost; answers with whom to tell, or nobody if it was released before. */
    List<Runnable> markLost() {
        synchronized (callbacks) {
            if (!state.compareAndSet(State.HELD, State.LOST)) {
                return List.of();
            }
            if (terms.interrupting() && holder != null) {
                holder.interrupt();
            }
            return List.copyOf(callbacks);
        }
    }

    boolean wasLost() {
        return state.get() == State.LOST;
    }

    LeaseLostException lost() {
        return new LeaseLostException(name(), fencingToken);
    }

    /** The lock's name and the fencing token. */
    @Override
    public String toString() {
        return "Lease[" + name() + ", " + fencingToken + ", " + state.get() + "]";
    }
}
