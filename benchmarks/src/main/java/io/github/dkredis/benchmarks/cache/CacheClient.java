package io.github.dkredis.benchmarks.cache;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A blocking cache as the suite uses it: values and keys of text. */
interface CacheClient extends AutoCloseable {

    /** Returns the value; on a miss, loads it with the loader that this cache was opened with, and caches it. */
    String get(String key) throws Exception;

    /** Returns the cached value or null, without loading. */
    @Nullable
    String find(String key) throws Exception;

    @Override
    void close() throws IOException;
}
