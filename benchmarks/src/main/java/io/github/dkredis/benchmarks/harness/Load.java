package io.github.dkredis.benchmarks.harness;

import java.io.IOException;

/** An opened subject: a client with its connections, which the threads of a crew use at once. */
public interface Load extends AutoCloseable {

    /**
     * Does one operation and checks its result.
     *
     * @param thread the calling thread's number in its crew, from 0
     * @throws WrongResultException if the result is not the right one
     * @throws Exception if the operation fails
     */
    void run(int thread) throws Exception;

    /**
     * Checks, after each window and outside its counts, what the operations of all JVMs together must have brought about.
     *
     * @return what was noted during the window
     * @throws WrongResultException if something is not as it must be
     * @throws Exception if it cannot be checked
     */
    default Measurements check() throws Exception {
        return Measurements.NONE;
    }

    @Override
    void close() throws IOException;
}
