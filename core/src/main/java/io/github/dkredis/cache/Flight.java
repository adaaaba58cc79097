package io.github.dkredis.cache;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One read or load of an entry in this client. The caller that leads it does the work, and ends it in every outcome;
 * others join to share the outcome.
 */
final class Flight {

    private final String name;
    private final EntryFormat format;
    private final Consumer<Flight> onEnd;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private volatile boolean isLoading;
    private volatile long leaseEndNanos;

    /** How a flight ended. */
    sealed interface Outcome {

        /** The entry was found or loaded. */
        record Value(@Nullable Object value) implements Outcome {}

        /** What the loader threw, or why Redis refused. */
        record Failed(Throwable failure) implements Outcome {}

        /** Only the leader's own call ended (interrupted, out of time): another caller leads the next flight. */
        record Retry() implements Outcome {}

        /** Redis could not be reached; each caller decides by itself whether to load all the same. */
        record Unavailable(Throwable failure) implements Outcome {}
    }

    /**
     * A flight.
     *
     * @param name the entry's key in Redis
     * @param onEnd runs before the outcome is told, so that no caller joins a flight that has ended
     */
    Flight(String name, EntryFormat format, Consumer<Flight> onEnd) {
        this.name = name;
        this.format = format;
        this.onEnd = onEnd;
    }

    /** The entry's key in Redis. */
    String name() {
        return name;
    }

    /** Whether its value has the type that another flight is to have. */
    boolean hasFormat(EntryFormat other) {
        return format.equals(other);
    }

    CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    /** The loader begins; its result can be stored until the fill lease ends. */
    void beginsLoad(long leaseEndNanos) {
        this.leaseEndNanos = leaseEndNanos;
        this.isLoading = true;
    }

    /**
     * Whether its fill lease has ended: another client may load already, and new callers need not wait for this flight.
     */
    boolean isOverdue() {
        return isLoading && leaseEndNanos - System.nanoTime() < 0;
    }

    /** Ends the flight. Only the first outcome counts. */
    void end(Outcome how) {
        onEnd.accept(this);
        outcome.complete(how);
    }

    /** Ends the flight for the callers that have joined; each looks for itself. */
    void endWithRetry() {
        end(new Outcome.Retry());
    }
}
