package io.github.dkredis.benchmarks.field;

import java.io.IOException;
import java.util.function.Supplier;

/** A client as the suite uses it: it reads one field of every hash whose key matches a pattern. */
interface FieldClient extends AutoCloseable {

    /**
     * Reads the whole answer.
     *
     * @return computes the digest of the answer after the clock has stopped, unless the client already did while
     *     reading
     */
    Supplier<Digest> ask(String pattern, String field) throws Exception;

    @Override
    void close() throws IOException;
}
