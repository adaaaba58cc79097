package io.github.dkredis.benchmarks.cache;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the suite asks of a cache that keeps entries in this JVM. */
interface NearClient extends AutoCloseable {

    /** Stores an entry. */
    void put(String key, String value);

    /** The value; from this JVM, if it has been asked for before. Null if there is none. */
    @Nullable
    Object near(String key);

    @Override
    void close() throws IOException;
}
