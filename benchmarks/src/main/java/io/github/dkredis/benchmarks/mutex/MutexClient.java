package io.github.dkredis.benchmarks.mutex;

import java.io.IOException;

/** A lock as the suites use it; all threads of all JVMs share the same one. */
interface MutexClient extends AutoCloseable {

    /**
     * Returned by a lock without fencing tokens. Not an OptionalLong, which would be allocated in the measured path.
     */
    long NO_FENCE = 0;

    /** Acquires the lock, however long that takes, and returns its fencing token. */
    long lock(int thread) throws Exception;

    /** Releases the lock; called by the thread that acquired it. */
    void unlock(int thread) throws Exception;

    @Override
    void close() throws IOException;
}
