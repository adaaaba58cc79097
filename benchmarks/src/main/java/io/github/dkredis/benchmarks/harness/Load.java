package io.github.dkredis.benchmarks.harness;

import java.io.IOException;

/** An open subject in one JVM: a client with its connections, which several threads use at the same time. */
public interface Load extends AutoCloseable {

    /**
     * Performs one operation and checks its result.
     *
     * @param thread the calling thread's number in this JVM, from 0
     * @throws WrongResultException if the result is wrong
     * @throws Exception if the operation fails
     */
    void run(int thread) throws Exception;

    /**
     * Checks the combined effect of the operations of all JVMs. Called after each window, when no thread runs an
     * operation; not included in any figure.
     *
     * @return what was measured during the window
     * @throws WrongResultException if the effect is wrong
     * @throws Exception if the check fails for another reason
     */
    default Measurements check() throws Exception {
        return Measurements.NONE;
    }

    @Override
    void close() throws IOException;
}
