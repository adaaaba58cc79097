package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.harness.LoadContext;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A cache that is compared. */
record CachePeer(String name, String version, Opener opener) {

    @FunctionalInterface
    interface Opener {
        CacheClient open(LoadContext context, UnaryOperator<String> loader) throws Exception;
    }

    /** Those that load what is not cached. */
    static List<CachePeer> loading() {
        return Stream.of(
                        List.of(LettuceCache.peer(), JetCacheCache.peer()),
                        SpringCache.peers(),
                        RedissonCache.loading(),
                        List.of(ProductCache.named()))
                .flatMap(List::stream)
                .toList();
    }

    /** Those that are asked for what is cached. */
    static List<CachePeer> finding() {
        return Stream.of(
                        List.of(LettuceCache.peer(), JedisCache.peer(), JetCacheCache.peer()),
                        List.of(SpringCache.plain(), RedissonCache.bucket()),
                        ProductCache.finding())
                .flatMap(List::stream)
                .toList();
    }
}
