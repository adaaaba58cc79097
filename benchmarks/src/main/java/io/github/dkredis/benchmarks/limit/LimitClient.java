package io.github.dkredis.benchmarks.limit;

import java.io.IOException;

/** A rate limiter as the suite uses it. */
interface LimitClient extends AutoCloseable {

    /** Takes one permit of a resource if it is available at once, and returns whether it was. */
    boolean tryAcquire(int resource);

    @Override
    void close() throws IOException;
}
