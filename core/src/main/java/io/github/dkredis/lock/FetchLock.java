package io.github.dkredis.lock;

import io.github.dkredis.internal.Durations;
import io.github.dkredis.internal.Operation;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * "Only one process fetches": one of all callers is to fetch what has expired; the others use what there is, or wait until it
 * is fetched. Shared with Python's {@code fetch_lock}.
 *
 * <p>Redis keys: {@code dkredis:fetchlock:<name>}, the fetcher's token with a TTL; {@code
 * dkredis:fetchlock-waiters:{dkredis:fetchlock:<name>}} while callers wait. A fetcher that dies blocks others for the lease.
 */
public final class FetchLock implements AutoCloseable {

    /** A hundred years: a clock of nanoseconds counts no further than twice that. */
    private static final long MAX_MILLIS = 3_155_760_000_000L;

    private final FetchLockCalls calls;
    private final FetchLockKeys keys;
    private final String token;
    private final boolean shouldFetch;
    private final AtomicBoolean closed = new AtomicBoolean();

    FetchLock(FetchLockCalls calls, FetchLockKeys keys, String token, boolean shouldFetch) {
        this.calls = calls;
        this.keys = keys;
        this.token = token;
        this.shouldFetch = shouldFetch;
    }

    /** {@return the same operations without blocking} */
    public AsyncFetchLock async() {
        return new AsyncFetchLock(this);
    }

    /** {@return whether this caller is to fetch; true for one of all callers at a time} */
    public boolean shouldFetch() {
        return shouldFetch;
    }

    /**
     * Waits until the fetcher has finished, died, or used up its lease; returns at once for the fetcher itself. A message
     * wakes the caller. A Python fetcher sends none, so the caller then looks twice a second.
     *
     * @param limit how long to wait, from 1 ms to a thousand years
     * @return whether the fetch has ended within the limit; it may have failed all the same
     * @throws io.github.dkredis.OperationInterruptedException if the thread is interrupted
     */
    public boolean awaitFetch(Duration limit) {
        return awaiting(limit).await();
    }

    Operation<Boolean> awaiting(Duration limit) {
        long nanos = Math.min(Durations.millis("the limit", limit), MAX_MILLIS) * 1_000_000;
        return shouldFetch ? Operation.of(true) : calls.awaitEnd(keys, nanos);
    }

    /** Ends the fetch, if this caller fetches and its lease has not run out; does not wait for Redis' answer. */
    @Override
    public void close() {
        if (shouldFetch && closed.compareAndSet(false, true)) {
            calls.release(keys, token);
        }
    }

    /** The name, and whether this caller fetches. */
    @Override
    public String toString() {
        return "FetchLock[" + keys.name() + (shouldFetch ? ", fetches]" : ", does not fetch]");
    }
}
