package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Subject;
import java.util.List;
import java.util.stream.Stream;

/** A near cache that is compared. */
record NearPeer(String name, String version, Opener opener) {

    @FunctionalInterface
    interface Opener {
        NearClient open(LoadContext context) throws Exception;
    }

    static List<NearPeer> all() {
        return Stream.of(
                        LocalNear.peers(),
                        List.of(LettuceNear.peer(), JetCacheCache.near()),
                        RedissonNear.peers(),
                        ProductNear.peers())
                .flatMap(List::stream)
                .toList();
    }

    Subject subject() {
        return new Subject(name, version, context -> NearLoad.open(opener.open(context)));
    }
}
