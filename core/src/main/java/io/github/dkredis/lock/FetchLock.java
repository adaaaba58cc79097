package io.github.dkredis.lock;

import io.github.dkredis.internal.Durations;
import io.github.dkredis.internal.Operation;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The right of one caller, among all processes, to fetch a value that has expired. The other callers use the old value,
 * or wait until the fetch has ended. Python's {@code fetch_lock} of the same name is the same lock.
 *
 * <p>Redis keys: {@code dkredis:fetchlock:<name>}, the fetcher's token with a TTL;
 * {@code dkredis:fetchlock-waiters:{dkredis:fetchlock:<name>}} while callers wait. A fetcher that dies blocks other
 * callers until its lease ends. A client that is closed gives back its fetch locks.
 */
public final class FetchLock implements AutoCloseable {

    /** A hundred years, which a clock of nanoseconds can count. */
    private static final long MAX_WAIT_MILLIS = TimeUnit.DAYS.toMillis(36_500);

    private final FetchLockCalls calls;
    private final FetchLockKeys keys;
    private final String token;
    private final byte @Nullable [] fetcher;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * The answer to one caller.
     *
     * @param fetcher the value of the lock while the other caller fetches; null if this caller is to fetch
     */
    FetchLock(FetchLockCalls calls, FetchLockKeys keys, String token, byte @Nullable [] fetcher) {
        this.calls = calls;
        this.keys = keys;
        this.token = token;
        this.fetcher = fetcher;
    }

    /** {@return the same operations without blocking} */
    public AsyncFetchLock async() {
        return new AsyncFetchLock(this);
    }

    /** {@return whether this caller is to fetch; true for one caller at a time} */
    public boolean shouldFetch() {
        return fetcher == null;
    }

    /**
     * Waits until the fetch that was under way when this lock was asked for has ended: its fetcher has finished, has
     * died, or has used up its lease. A later fetch is not waited for. For the fetcher itself this returns at once. A
     * message wakes the waiting caller. A Python fetcher sends no message; the caller then polls twice a second.
     *
     * @param limit how long to wait, from zero, which looks once, to a thousand years
     * @return whether the fetch has ended within the limit; it may have failed
     * @throws io.github.dkredis.OperationInterruptedException if the thread is interrupted
     * @throws IllegalStateException if the client is closed, also while this waits
     * @throws IllegalArgumentException if the limit is out of bounds
     */
    public boolean awaitFetch(Duration limit) {
        return awaitFetchOperation(limit).await();
    }

    Operation<Boolean> awaitFetchOperation(Duration limit) {
        long millis = limit.isZero() ? 0 : Math.min(Durations.millis("the limit", limit), MAX_WAIT_MILLIS);
        byte[] other = fetcher;
        return other == null ? Operation.of(true) : calls.awaitEnd(keys, other, TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /**
     * Ends the fetch if this caller fetches and its lease has not run out. Does not wait for Redis's reply; while Redis
     * is away, the message is repeated until the client is closed, for half a minute at most.
     */
    @Override
    public void close() {
        if (shouldFetch() && closed.compareAndSet(false, true)) {
            calls.release(keys, token);
        }
    }

    /** {@return the name, and whether this caller fetches} */
    @Override
    public String toString() {
        return "FetchLock[" + keys.name() + (shouldFetch() ? ", fetches]" : ", does not fetch]");
    }
}
