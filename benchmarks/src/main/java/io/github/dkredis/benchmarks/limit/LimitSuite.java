package io.github.dkredis.benchmarks.limit;

import io.github.dkredis.benchmarks.Settings;
import io.github.dkredis.benchmarks.Suite;
import io.github.dkredis.benchmarks.ThreadLayout;
import io.github.dkredis.benchmarks.Workload;
import io.github.dkredis.benchmarks.Workload.Commands;
import io.github.dkredis.benchmarks.WorkloadSuite;
import io.github.dkredis.benchmarks.report.Column;
import java.util.List;

/** One permit at a time: always to be had from one resource, from many, and never. */
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

    /** The suite. */
    public static Suite create() {
        return new WorkloadSuite(
                "limit",
                "a permit of one resource (1, 8, 64 threads), of " + RESOURCES + " in turn (64), and a refusal (8)",
                List.of(
                        workload("limit.one", 1, Budget.PLENTY, Settings.DEFAULT_LAYOUTS),
                        workload("limit.many", RESOURCES, Budget.PLENTY, List.of(new ThreadLayout(1, 64))),
                        workload("limit.refused", 1, Budget.EXHAUSTED, List.of(new ThreadLayout(1, 8)))));
    }

    private static Workload workload(String name, int resources, Budget budget, List<ThreadLayout> usual) {
        return new Workload(
                name,
                BucketLimit.PLAIN,
                LimitPeer.all().stream()
                        .map(peer -> peer.subject(resources, budget))
                        .toList(),
                settings -> settings.layouts(usual),
                COLUMNS,
                Commands.BY_CLIENT);
    }
}
