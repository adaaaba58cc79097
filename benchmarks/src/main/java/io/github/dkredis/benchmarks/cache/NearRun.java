package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.Bench;
import io.github.dkredis.benchmarks.BenchServer;
import io.github.dkredis.benchmarks.Settings;
import io.github.dkredis.benchmarks.ThreadLayout;
import io.github.dkredis.benchmarks.Workload;
import io.github.dkredis.benchmarks.harness.Lineup;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.MultiJvmContender;
import io.github.dkredis.benchmarks.harness.Outcome;
import io.github.dkredis.benchmarks.harness.ServerProbe;
import io.github.dkredis.benchmarks.harness.Spread;
import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.harness.WorkerProcesses;
import io.github.dkredis.benchmarks.report.Column;
import io.github.dkredis.benchmarks.report.Report;
import io.github.dkredis.benchmarks.report.ResultTable;
import io.github.dkredis.testkit.RedisServer;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Hits in the JVM, each subject in a JVM of its own. */
final class NearRun implements AutoCloseable {
    static final List<Column> COLUMNS = List.of(
            new Column("ns/get", (group, series) -> {
                Spread rate = series.rate();
                double nanos = 1e9 * group.threads(); // of all threads
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
    private final Settings settings;
    private final Map<String, WorkerProcesses> jvms = new HashMap<>();

    private NearRun(Workload workload, Settings settings) {
        this.workload = workload;
        this.settings = settings;
    }

    static void run(Workload workload, Settings settings, Report report) throws Exception {
        try (RedisServer server = BenchServer.start();
                ServerProbe watch = new ServerProbe(server.port());
                NearRun run = new NearRun(workload, settings)) {
            for (ThreadLayout layout : workload.layouts().apply(settings)) {
                Outcome outcome = run.run(layout.threads(), server.port(), watch);
                String baseline = settings.baseline().orElse(workload.baseline());
                Map<String, String> about = Map.of("redis", watch.version());
                report.add(
                        new ResultTable(workload.name(), 1, layout.threads(), baseline, outcome, about),
                        workload.columns());
            }
        }
    }

    private Outcome run(int threads, int port, ServerProbe watch) throws Exception {
        LoadContext context = new LoadContext(port, 0, threads, ".");
        return Lineup.run(
                workload.subjects().stream()
                        .filter(subject -> settings.wants(subject.name()))
                        .toList(),
                subject -> {
                    WorkerProcesses jvm = jvm(subject);
                    jvm.open(workload.name(), subject, context);
                    return new ScaledContender(
                            new MultiJvmContender(jvm, workload.name(), subject, settings.window(), watch),
                            NearLoad.KEYS);
                },
                settings.sideBySide());
    }

    private WorkerProcesses jvm(Subject subject) throws IOException {
        WorkerProcesses known = jvms.get(subject.name());
        if (known == null) {
            known = new WorkerProcesses(1, Bench.WORKER);
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
