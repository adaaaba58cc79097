package io.github.dkredis.lock;

import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.internal.Durations;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * "Only one process fetches": one of all callers is to fetch what has expired, the others use what there is, or wait until it
 * is fetched. Shared with Python's {@code fetch_lock}.
 *
 * <p>Redis keys: {@code dkredis:fetchlock:<name>}, the fetcher's token with a TTL; {@code
 * dkredis:fetchlock-waiters:{dkredis:fetchlock:<name>}} while somebody waits. A fetcher that dies blocks others for the lease.
 */
public final class FetchLock implements AutoCloseable {

    /** A hundred years, as far as a clock of nanoseconds can tell. */
    private static final long LONGEST_MILLIS = 3_155_760_000_000L;

    private final FetchLocks home;
    private final FetchLocks.Keys keys;
    private final String token;
    private final boolean shouldFetch;
    private final AtomicBoolean closed = new AtomicBoolean();

    FetchLock(FetchLocks home, FetchLocks.Keys keys, String token, boolean shouldFetch) {
        this.home = home;
        this.keys = keys;
        this.token = token;
        this.shouldFetch = shouldFetch;
    }

    /**
     * Whether this caller is to fetch.
     *
     * @return true for one of all callers at a time
     */
    public boolean shouldFetch() {
        return shouldFetch;
    }

    /**
     * Waits until whoever fetches has finished, died, or used up its lease. Woken by a message; where the fetcher is a Python
     * process, which sends none, by looking twice a second. At once for the fetcher itself.
     *
     * @param limit how long to wait, from 1 ms to a thousand years
     * @return whether it has finished within the limit; it may have failed all the same
     * @throws OperationInterruptedException if the thread is interrupted
     */
    public boolean awaitFetch(Duration limit) {
        long deadline = System.nanoTime() + Math.min(Durations.millis("the limit", limit), LONGEST_MILLIS) * 1_000_000;
        if (shouldFetch) {
            return true;
        }
        FetchLocks.Watch watch = home.watch(keys);
        try {
            while (true) {
                long heard = watch.heard();
                FetchLocks.Look look = home.look(keys);
                if (look.isOver()) {
                    return true;
                }
                long again = System.nanoTime() + look.pauseNanos();
                long until = again - deadline < 0 ? again : deadline;
                while (watch.heard() == heard && until - System.nanoTime() > 0) {
                    LockSupport.parkNanos(this, until - System.nanoTime());
                    if (Thread.currentThread().isInterrupted()) {
                        throw new OperationInterruptedException(
                                "fetch lock \"" + keys.name() + "\": interrupted while waiting");
                    }
                }
                if (deadline - System.nanoTime() <= 0) {
                    return home.look(keys).isOver();
                }
            }
        } finally {
            home.unwatch(keys, watch);
        }
    }

    /** Ends the fetch, if this caller fetches and its lease has not run out; does not wait for Redis' answer. */
    @Override
    public void close() {
        if (shouldFetch && closed.compareAndSet(false, true)) {
            home.release(keys, token);
        }
    }

    /** The name, and whether this caller fetches. */
    @Override
    public String toString() {
        return "FetchLock[" + keys.name() + (shouldFetch ? ", fetches]" : ", does not fetch]");
    }
}
