package io.github.dkredis.lock;

import java.time.Duration;

/** Asks for fetch locks, with which one of several callers fetches what all of them need. */
public final class FetchLockProvider {

    private final FetchLockCalls calls;
    private final AsyncFetchLockProvider async;

    FetchLockProvider(FetchLockCalls calls) {
        this.calls = calls;
        this.async = new AsyncFetchLockProvider(calls);
    }

    /** {@return the same operations without blocking} */
    public AsyncFetchLockProvider async() {
        return async;
    }

    /**
     * Asks to be the caller that fetches. One script.
     *
     * @param name a lower-case identifier, as Python requires it
     * @param lease how long a fetch may take, from 1 ms; a fetcher that dies blocks other callers for this time
     * @return a lock that says whether this caller is to fetch; close it
     * @throws io.github.dkredis.OperationInterruptedException if the thread is interrupted; the lock is not taken, or
     *     given back at once, as after every failure
     * @throws IllegalArgumentException if the name or the lease is invalid
     */
    public FetchLock ask(String name, Duration lease) {
        return calls.request(name, lease).operation().await();
    }

    /** {@return the shared steps} For tests. */
    FetchLockCalls calls() {
        return calls;
    }

    @Override
    public String toString() {
        return "FetchLocks";
    }
}
