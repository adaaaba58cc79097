package io.github.dkredis.benchmarks.limit;

import io.github.dkredis.benchmarks.Settings;
import io.github.dkredis.benchmarks.Suite;
import io.github.dkredis.benchmarks.Workload;
import io.github.dkredis.benchmarks.Workload.Commands;
import io.github.dkredis.benchmarks.WorkloadSuite;
import io.github.dkredis.benchmarks.harness.ThreadLayout;
import io.github.dkredis.benchmarks.report.Column;
import java.util.List;
import java.util.stream.Stream;

/** The suite {@code limit}: one permit at a time, always granted from one resource, from many, and always refused. */
public final class LimitSuite {
    private static final int RESOURCES = 64;
    private static final List<Column> COLUMNS = List.of(
            Column.RATE,
            Column.RATIO,
            Column.P50,
            Column.P99,
            Column.CLIENT_COMMANDS,
            Column.COMMANDS,
            Column.ROUND_TRIPS);

    private LimitSuite() {}

    /** {@return the suite} */
    public static Suite create() {
        return new WorkloadSuite(
                "limit",
                "a permit of one resource (1, 8, 64 threads), of " + RESOURCES + " in turn (64), and a refusal (8)",
                List.of(
                        workload("limit.one", 1, Budget.PLENTY, Settings.DEFAULT_LAYOUTS),
                        workload("limit.many", RESOURCES, Budget.PLENTY, List.of(new ThreadLayout(1, 64))),
                        workload("limit.refused", 1, Budget.EXHAUSTED, List.of(new ThreadLayout(1, 8)))));
    }

    private static List<LimitPeer> peers() {
        return Stream.of(BucketLimit.peers(), List.of(RedissonLimit.peer(), ProductLimit.peer()))
                .flatMap(List::stream)
                .toList();
    }

    private static Workload workload(String name, int resources, Budget budget, List<ThreadLayout> defaults) {
        return new Workload(
                name,
                BucketLimit.PLAIN,
                peers().stream().map(peer -> peer.subject(resources, budget)).toList(),
                settings -> settings.layouts(defaults),
                COLUMNS,
                Commands.BY_CLIENT);
    }
}
