package io.github.dkredis.benchmarks.harness;

import java.io.IOException;

/** An open subject that can be measured, one window at a time. */
public interface Contender extends AutoCloseable {

    /** {@return the subject's name} */
    String subject();

    /** {@return the version of the library that is measured} */
    String version();

    /** Runs a window for the JIT and the connections; its result is discarded. */
    default void warmUp() throws Exception {
        measure();
    }

    /** Runs one window. */
    Sample measure() throws Exception;

    @Override
    void close() throws IOException;
}
