package io.github.dkredis.cache;

import io.github.dkredis.internal.connection.Client;
import java.util.concurrent.Executor;

/**
 * What the parts of one cache are made from; each part takes what it needs in its constructor.
 *
 * @param name the name of the cache, as {@code cacheOpened} of the metrics has it
 * @param resources shared by all caches of the client
 * @param stats shared by all views of the cache
 */
record CacheContext(
        String name, CacheResources resources, EntryFormat format, CacheOptions options, StatsCounter stats) {

    Client client() {
        return resources.client();
    }

    Executor refreshExecutor() {
        Executor chosen = options.refreshExecutor();
        return chosen != null ? chosen : resources.refreshExecutor();
    }

    CacheContext withFormat(EntryFormat other) {
        return new CacheContext(name, resources, other, options, stats);
    }

    CacheContext withOptions(CacheOptions other) {
        return new CacheContext(name, resources, format, other, stats);
    }
}
