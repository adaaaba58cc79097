package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.harness.LoadContext;
import java.util.function.UnaryOperator;

/** A cache that is compared with others. */
record CachePeer(String name, String version, Opener opener) {

    @FunctionalInterface
    interface Opener {
        CacheClient open(LoadContext context, UnaryOperator<String> loader) throws Exception;
    }
}
