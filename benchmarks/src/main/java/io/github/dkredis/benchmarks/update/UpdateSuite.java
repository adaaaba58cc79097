package io.github.dkredis.benchmarks.update;

import io.github.dkredis.benchmarks.Suite;
import io.github.dkredis.benchmarks.Workload;
import io.github.dkredis.benchmarks.Workload.Commands;
import io.github.dkredis.benchmarks.WorkloadSuite;
import io.github.dkredis.benchmarks.harness.ThreadLayout;
import io.github.dkredis.benchmarks.report.Column;
import java.util.List;
import java.util.stream.Stream;

/** The suite {@code update}: a function changes one key that all threads share, or one of 64 keys. */
public final class UpdateSuite {
    private static final int MANY = 64;

    private static final List<ThreadLayout> ONE_KEY =
            List.of(new ThreadLayout(1, 1), new ThreadLayout(1, 8), new ThreadLayout(1, MANY), new ThreadLayout(4, 8));

    private static final List<Column> COLUMNS = List.of(
            Column.RATE,
            Column.RATIO,
            Column.P50,
            Column.P99,
            Column.P999,
            Column.UNFAIRNESS,
            Column.figure("attempts/write", UpdateLoad.ATTEMPTS, "%.2f"),
            Column.COMMANDS);

    private UpdateSuite() {}

    /** {@return the suite} */
    public static Suite create() {
        return new WorkloadSuite(
                "update",
                "a function changes a key: one key for all (1 JVM x 1, 8, 64 threads, 4 JVMs x 8), then 64 keys",
                List.of(
                        workload("update.one", 1, ONE_KEY),
                        workload("update.keys", MANY, List.of(new ThreadLayout(1, MANY)))));
    }

    private static Workload workload(String name, int keys, List<ThreadLayout> layouts) {
        return new Workload(
                name,
                JedisUpdates.WATCH,
                Stream.of(JedisUpdates.peers(), RedissonUpdates.peers(), ProductUpdates.peers())
                        .flatMap(List::stream)
                        .map(peer -> peer.on(keys))
                        .toList(),
                settings -> settings.layouts(layouts),
                COLUMNS,
                Commands.BY_SERVER);
    }
}
