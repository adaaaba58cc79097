package io.github.dkredis.lock;

import io.github.dkredis.LeaseLostException;
import io.github.dkredis.internal.DaemonThreads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The time in which one candidate leads. It ends when the candidate resigns or withdraws, or when its lease is lost; it
 * does not begin again.
 */
public final class Term {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis.lock");

    /** Callbacks may run for as long as a term, so none of them waits for another one. */
    private static final DaemonThreads THREADS = new DaemonThreads("dkredis-leader-");

    private final Lease lease;
    private final CompletableFuture<@Nullable Void> resigned = new CompletableFuture<>();

    Term(Lease lease) {
        this.lease = lease;
    }

    /**
     * A number that is greater than the fencing token of every earlier term of the same election. Send it along with
     * what the leader writes, and let the storage refuse a smaller one.
     *
     * @return microseconds of the server's clock, or slightly more; below 2<sup>53</sup>
     */
    public long fencingToken() {
        return lease.fencingToken();
    }

    /** {@return whether this term has not ended} */
    public boolean isCurrent() {
        return lease.isHeld();
    }

    /**
     * Checks that this term has not ended; call it before a step that only the leader may take.
     *
     * @throws LeaseLostException if it has ended
     */
    public void ensureCurrent() {
        lease.ensureHeld();
    }

    /**
     * Registers a callback for the end of this term. It runs on a thread of its own, and at once if the term has ended.
     *
     * @param callback an exception that it throws is logged
     * @return this term
     */
    public Term onEnded(Runnable callback) {
        AtomicBoolean called = new AtomicBoolean();
        Runnable once = () -> {
            if (called.compareAndSet(false, true)) {
                run(callback);
            }
        };
        lease.onLost(once);
        resigned.thenRun(once);
        return this;
    }

    /** Runs a caller's code on a thread of its own. */
    static void run(Runnable callback) {
        THREADS.newThread(() -> {
                    try {
                        callback.run();
                    } catch (RuntimeException e) {
                        LOG.log(System.Logger.Level.WARNING, "a callback of a leader election failed", e);
                    }
                })
                .start();
    }

    /** Ends this term by the candidate's own will. */
    void resign() {
        lease.close();
        resigned.complete(null);
    }

    /** {@return the fencing token, and whether the term has ended} */
    @Override
    public String toString() {
        return "Term[" + fencingToken() + (isCurrent() ? ", current]" : ", ended]");
    }
}
