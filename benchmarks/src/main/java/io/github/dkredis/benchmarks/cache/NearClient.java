package io.github.dkredis.benchmarks.cache;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A cache that keeps entries in this JVM, as the suite uses it. */
interface NearClient extends AutoCloseable {

    /** Stores an entry. */
    void put(String key, String value);

    /** Returns the value, from this JVM if it was read before; null if the key does not exist. */
    @Nullable
    Object near(String key);

    @Override
    void close() throws IOException;
}
