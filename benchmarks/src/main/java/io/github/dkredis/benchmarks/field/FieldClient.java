package io.github.dkredis.benchmarks.field;

import java.io.IOException;
import java.util.function.Supplier;

/** What the suite asks of a client: one field of every hash whose key matches. */
interface FieldClient extends AutoCloseable {

    /** Asks. The answer is digested when the clock has stopped, unless the client has done so on the way. */
    Supplier<Digest> ask(String pattern, String field) throws Exception;

    @Override
    void close() throws IOException;
}
