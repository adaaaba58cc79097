package io.github.dkredis.benchmarks.cache;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the suite asks of a cache: texts under texts, blocking. */
interface CacheClient extends AutoCloseable {

    /** The value, from the loader it was opened with if it is not cached; that is then cached. */
    String get(String key) throws Exception;

    /** The value, or null; nothing is loaded. */
    @Nullable
    String find(String key) throws Exception;

    @Override
    void close() throws IOException;
}
