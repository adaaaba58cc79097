package io.github.dkredis.benchmarks.values;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A blocking client as the suite uses it: values of bytes, keys of text. */
interface ValuesClient extends AutoCloseable {

    /** The length of each value in bytes. */
    int VALUE_BYTES = 100;

    /** Returns the value, or null if the key does not exist. */
    byte @Nullable [] get(int thread, String key) throws Exception;

    /** Stores a value; the caller reuses the array as soon as this returns. */
    void set(int thread, String key, byte[] value) throws Exception;

    @Override
    void close() throws IOException;
}
