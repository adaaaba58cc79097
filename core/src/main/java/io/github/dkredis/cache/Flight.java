package io.github.dkredis.cache;

import io.github.dkredis.LoadTimeoutException;
import io.github.dkredis.OperationInterruptedException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One read or load of an entry in this client, led by one caller and shared by others. It ends once: with a value, with what
 * the loader threw, or with {@link Landing#again} when only its leader failed (interrupted, out of time), so that one of the
 * others leads.
 */
final class Flight {

    private final SingleFlight home;
    private final String name;
    private final EntryFormat format;
    private final CompletableFuture<Landing> landing = new CompletableFuture<>();
    private volatile @Nullable Thread loader;
    private volatile boolean leased;
    private volatile long leaseEndNanos;

    /** How a flight ended. */
    record Landing(
            boolean again, @Nullable Object value, @Nullable Throwable failure) {}

    Flight(SingleFlight home, String name, EntryFormat format) {
        this.home = home;
        this.name = name;
        this.format = format;
    }

    String name() {
        return name;
    }

    /** Whether its value is of the type that the other's callers want. */
    boolean servesCallersOf(Flight other) {
        return format.equals(other.format);
    }

    CompletableFuture<Landing> landing() {
        return landing;
    }

    /** The loader begins; its result can be stored until then. */
    void loads(long leaseEndNanos) {
        this.leaseEndNanos = leaseEndNanos;
        this.leased = true;
    }

    /** Whether it has used up its fill lease: others load already, and new callers need not wait for it. */
    boolean isOverdue() {
        return leased && leaseEndNanos - System.nanoTime() < 0;
    }

    void enter() {
        loader = Thread.currentThread();
        home.entered(this);
    }

    void exit() {
        home.left(this);
        loader = null;
    }

    /** Whether the calling thread is in this flight's loader: waiting for it would be waiting for oneself. */
    boolean isOwnLoader() {
        return loader == Thread.currentThread();
    }

    void landed(@Nullable Object value, @Nullable Throwable failure) {
        boolean again = failure instanceof InterruptedException
                || failure instanceof OperationInterruptedException
                || failure instanceof LoadTimeoutException;
        landing.complete(new Landing(again, value, failure));
    }
}
