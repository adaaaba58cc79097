package io.github.dkredis.benchmarks.limit;

import java.io.IOException;

/** What the suite asks of a rate limiter. */
interface LimitClient extends AutoCloseable {

    /** Takes one permit of a resource if it is to be had at once; says whether. */
    boolean tryAcquire(int resource);

    @Override
    void close() throws IOException;
}
