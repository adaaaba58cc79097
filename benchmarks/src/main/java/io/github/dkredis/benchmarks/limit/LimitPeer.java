package io.github.dkredis.benchmarks.limit;

import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.harness.Subject.Place;
import java.util.List;
import java.util.stream.Stream;

/** A subject of this suite. */
record LimitPeer(String name, String version, Opener opener) {

    @FunctionalInterface
    interface Opener {
        /** Opens it, with limits on the resources of these names. */
        LimitClient open(Place place, List<String> resources, Budget budget);
    }

    /** All of them, the baseline first. */
    static List<LimitPeer> all() {
        return Stream.of(BucketLimit.peers(), List.of(RedissonLimit.peer(), ProductLimit.peer()))
                .flatMap(List::stream)
                .toList();
    }

    Subject subject(int resources, Budget budget) {
        return new Subject(name, version, place -> LimitLoad.open(this, place, resources, budget));
    }
}
