package io.github.dkredis.benchmarks.update;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The function of all subjects: it counts up, and counts its own runs. */
final class CountUp {
    private final LongAdder runs = new LongAdder();

    String apply(@Nullable String old) {
        runs.increment();
        return old == null ? "1" : Long.toString(Long.parseLong(old) + 1);
    }

    /** {@return the runs since the last call} */
    long takeRuns() {
        return runs.sumThenReset();
    }
}
