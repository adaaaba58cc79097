package io.github.dkredis.benchmarks.limit;

import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Subject;
import java.util.List;
import java.util.stream.Stream;

/** A subject of this suite. */
record LimitPeer(String name, String version, Opener opener) {

    @FunctionalInterface
    interface Opener {
        /** Opens it, with limits on the resources of these names. */
        LimitClient open(LoadContext context, List<String> resources, Budget budget);
    }

    /** All of them, the baseline first. */
    static List<LimitPeer> all() {
        return Stream.of(BucketLimit.peers(), List.of(RedissonLimit.peer(), ProductLimit.peer()))
                .flatMap(List::stream)
                .toList();
    }

    Subject subject(int resources, Budget budget) {
        return new Subject(name, version, context -> LimitLoad.open(this, context, resources, budget));
    }
}
