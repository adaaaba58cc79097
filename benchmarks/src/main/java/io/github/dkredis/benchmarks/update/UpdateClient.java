package io.github.dkredis.benchmarks.update;

import java.io.IOException;

/** A way to change the text of a key by a function, without losing the changes of others. */
interface UpdateClient extends AutoCloseable {

    /** Applies the function to the key's text and stores the result, in one atomic step. */
    void update(int thread, String key, CountUp function) throws Exception;

    @Override
    void close() throws IOException;
}
