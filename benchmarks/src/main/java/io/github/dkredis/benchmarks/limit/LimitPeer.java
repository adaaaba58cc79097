package io.github.dkredis.benchmarks.limit;

import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Subject;
import java.util.List;
import java.util.stream.IntStream;

/** A subject of this suite. */
record LimitPeer(String name, String version, Opener opener) {

    @FunctionalInterface
    interface Opener {
        /** Opens the rate limiters of these resources. */
        LimitClient open(LoadContext context, List<String> resources, Budget budget);
    }

    Subject subject(int resources, Budget budget) {
        return new Subject(name, version, context -> {
            List<String> names = IntStream.range(0, resources)
                    .mapToObj(i -> "bench:" + name + ":" + budget + ":" + i)
                    .toList();
            return LimitLoad.of(opener.open(context, names, budget), context, resources, budget);
        });
    }
}
