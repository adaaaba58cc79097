package io.github.dkredis.benchmarks.values;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the suite asks of a client: bytes under a string, blocking. */
interface ValuesClient extends AutoCloseable {

    /** The value, or null. */
    byte @Nullable [] get(int thread, String key) throws Exception;

    /** Stores a value, which the caller uses again for other bytes once this returns. */
    void set(int thread, String key, byte[] value) throws Exception;

    @Override
    void close() throws IOException;
}
