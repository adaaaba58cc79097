package io.github.dkredis.benchmarks.semaphore;

import java.io.IOException;

/** A semaphore as the suite uses it; all threads of all JVMs share the same one. */
interface SemaphoreClient extends AutoCloseable {

    /** Acquires a permit, however long that takes. */
    void acquire(int thread) throws Exception;

    /** Releases the permit that the thread has acquired. */
    void release(int thread) throws Exception;

    @Override
    void close() throws IOException;
}
