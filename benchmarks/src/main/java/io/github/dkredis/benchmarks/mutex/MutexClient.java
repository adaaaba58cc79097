package io.github.dkredis.benchmarks.mutex;

import java.io.IOException;

/** What the suites ask of a lock, which is one and the same for all threads of all JVMs. */
interface MutexClient extends AutoCloseable {

    /** No fencing token: the subject has none. */
    long NO_FENCE = 0;

    /** Acquires the lock, however long that takes, and gives its fencing token. */
    long lock(int thread) throws Exception;

    /** Releases it, by the thread that has acquired it. */
    void unlock(int thread) throws Exception;

    @Override
    void close() throws IOException;
}
