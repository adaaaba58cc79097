package io.github.dkredis.cache;

import io.github.dkredis.LoadTimeoutException;
import io.github.dkredis.OperationInterruptedException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One read or load of an entry in this client. The caller that leads it does the work, and others join to share its
 * outcome: a value, what the loader threw, or {@link Outcome#retry} if only the leader's own call ended early
 * (interrupted, out of time), so that another caller leads the next flight.
 */
final class Flight {

    private final String name;
    private final EntryFormat format;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private volatile boolean hasLease;
    private volatile long leaseEndNanos;

    /** How a flight ended. */
    record Outcome(
            boolean retry, @Nullable Object value, @Nullable Throwable failure) {}

    Flight(String name, EntryFormat format) {
        this.name = name;
        this.format = format;
    }

    /** The entry's key in Redis. */
    String name() {
        return name;
    }

    /** Whether its value has the type that the callers of another flight want. */
    boolean hasFormatOf(Flight other) {
        return format.equals(other.format);
    }

    CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    /** The loader begins; its result can be stored until the fill lease ends. */
    void beginsLoad(long leaseEndNanos) {
        this.leaseEndNanos = leaseEndNanos;
        this.hasLease = true;
    }

    /**
     * Whether its fill lease has ended: another client may load already, and new callers need not wait for this flight.
     */
    boolean isOverdue() {
        return hasLease && leaseEndNanos - System.nanoTime() < 0;
    }

    void complete(@Nullable Object value, @Nullable Throwable failure) {
        boolean retry = failure instanceof InterruptedException
                || failure instanceof OperationInterruptedException
                || failure instanceof LoadTimeoutException;
        outcome.complete(new Outcome(retry, value, failure));
    }

    void completeWithRetry() {
        outcome.complete(new Outcome(true, null, null));
    }
}
