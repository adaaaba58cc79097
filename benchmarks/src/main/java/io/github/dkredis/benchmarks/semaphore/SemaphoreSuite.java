package io.github.dkredis.benchmarks.semaphore;

import io.github.dkredis.benchmarks.Suite;
import io.github.dkredis.benchmarks.Workload;
import io.github.dkredis.benchmarks.Workload.Commands;
import io.github.dkredis.benchmarks.WorkloadSuite;
import io.github.dkredis.benchmarks.harness.ThreadLayout;
import io.github.dkredis.benchmarks.report.Column;
import java.util.List;

/** The suite {@code semaphore}: four permits, each held for a moment, wanted by many threads. */
public final class SemaphoreSuite {
    private static final int PERMITS = 4;
    private static final List<ThreadLayout> LAYOUTS =
            List.of(new ThreadLayout(1, 1), new ThreadLayout(1, 32), new ThreadLayout(4, 8));

    private static final List<Column> COLUMNS = List.of(
            Column.RATE,
            Column.RATIO,
            Column.timing("wait p50 us", SemaphoreLoad.WAIT, 0.5),
            Column.timing("wait p99 us", SemaphoreLoad.WAIT, 0.99),
            Column.UNFAIRNESS,
            Column.CLIENT_COMMANDS,
            Column.ROUND_TRIPS);

    private SemaphoreSuite() {}

    /** {@return the suite} */
    public static Suite create() {
        Workload contended = new Workload(
                "semaphore",
                RedissonSemaphore.NAME,
                List.of(
                        RedissonSemaphore.peer().subject(PERMITS),
                        ProductSemaphore.peer().subject(PERMITS)),
                settings -> settings.layouts(LAYOUTS),
                COLUMNS,
                Commands.BY_CLIENT);
        return new WorkloadSuite(
                "semaphore",
                PERMITS + " permits, held for a moment: 1 JVM x 1, 32 threads, 4 JVMs x 8",
                List.of(contended));
    }
}
