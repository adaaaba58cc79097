package io.github.dkredis.benchmarks.curves;

import io.github.dkredis.benchmarks.harness.LoadContext;
import java.io.IOException;

/** One library doing one thing with one of several keys. */
interface Operation extends AutoCloseable {

    /** Opens the library for all threads of one JVM, with all keys that it needs. */
    @FunctionalInterface
    interface Opener {
        Operation open(LoadContext context, Shape shape) throws Exception;
    }

    /**
     * Does it once, and checks the result.
     *
     * @param key the number of the key, from 0
     */
    void run(int key) throws Exception;

    @Override
    void close() throws IOException;
}
