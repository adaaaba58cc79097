package io.github.dkredis.benchmarks.harness;

import java.io.IOException;

/** Something opened that can be measured for one window, again and again. */
public interface Contender extends AutoCloseable {

    /** The subject's name. */
    String subject();

    /** The version of what is measured. */
    String version();

    /** Runs like a window, for the sake of the JIT and of the connections. */
    default void warmUp() throws Exception {
        measure();
    }

    /** Runs one window. */
    Sample measure() throws Exception;

    @Override
    void close() throws IOException;
}
