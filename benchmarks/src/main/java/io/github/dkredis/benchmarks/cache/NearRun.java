package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.BenchRun;
import io.github.dkredis.benchmarks.BenchServer;
import io.github.dkredis.benchmarks.Workload;
import io.github.dkredis.benchmarks.harness.Contender;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.MappedContender;
import io.github.dkredis.benchmarks.harness.MultiJvmContender;
import io.github.dkredis.benchmarks.harness.Outcome;
import io.github.dkredis.benchmarks.harness.ServerProbe;
import io.github.dkredis.benchmarks.harness.Spread;
import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.harness.ThreadLayout;
import io.github.dkredis.benchmarks.harness.WorkerProcesses;
import io.github.dkredis.benchmarks.report.Column;
import io.github.dkredis.testkit.RedisServer;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Measures hits in a near cache; each subject has a private JVM, which lives through all layouts. */
final class NearRun implements AutoCloseable {
    static final List<Column> COLUMNS = List.of(
            new Column("ns/get", (table, series) -> {
                Spread rate = series.rate();
                double nanos = 1e9 * table.layout().threads(); // The rate is that of all threads.
                return String.format(
                        Locale.ROOT,
                        "%.1f [%.1f..%.1f]",
                        nanos / rate.median(),
                        nanos / rate.max(),
                        nanos / rate.min());
            }),
            Column.SLOWNESS,
            Column.ALLOCATED,
            Column.COMMANDS);

    private final Workload workload;
    private final BenchRun run;
    private final ServerProbe server;
    private final Map<String, WorkerProcesses> jvms = new HashMap<>();

    private NearRun(Workload workload, BenchRun run, ServerProbe server) {
        this.workload = workload;
        this.run = run;
        this.server = server;
    }

    static void measure(Workload workload, BenchRun run) throws Exception {
        try (RedisServer redis = BenchServer.start();
                ServerProbe server = new ServerProbe(redis.port());
                NearRun near = new NearRun(workload, run, server)) {
            for (ThreadLayout layout : workload.layouts().apply(run.settings())) {
                ThreadLayout oneJvm = ThreadLayout.ofThreads(layout.threads());
                Outcome outcome = near.measure(oneJvm.threads());
                run.report(workload, oneJvm, outcome, Map.of("redis", server.version()));
            }
        }
    }

    private Outcome measure(int threads) throws Exception {
        LoadContext context = new LoadContext(server.port(), 0, threads, ".");
        return run.settings().sideBySide().run(run.selected(workload), subject -> {
            WorkerProcesses jvm = jvm(subject);
            jvm.open(workload.name(), subject, context);
            Contender contender = new MultiJvmContender(
                    jvm, workload.name(), subject, run.settings().window(), server);
            return new MappedContender(contender, sample -> sample.scaled(NearLoad.KEYS));
        });
    }

    private WorkerProcesses jvm(Subject subject) throws IOException {
        WorkerProcesses known = jvms.get(subject.name());
        if (known == null) {
            known = new WorkerProcesses(1, run.workerCommand());
            jvms.put(subject.name(), known);
        }
        return known;
    }

    @Override
    public void close() throws IOException {
        for (WorkerProcesses jvm : jvms.values()) {
            jvm.close();
        }
    }
}
