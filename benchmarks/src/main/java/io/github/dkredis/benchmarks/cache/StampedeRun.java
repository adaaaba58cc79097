package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.Bench;
import io.github.dkredis.benchmarks.BenchServer;
import io.github.dkredis.benchmarks.Settings;
import io.github.dkredis.benchmarks.SharedFolder;
import io.github.dkredis.benchmarks.ThreadLayout;
import io.github.dkredis.benchmarks.Workload;
import io.github.dkredis.benchmarks.harness.CommandCountingContender;
import io.github.dkredis.benchmarks.harness.Lineup;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.MultiJvmContender;
import io.github.dkredis.benchmarks.harness.Outcome;
import io.github.dkredis.benchmarks.harness.Series;
import io.github.dkredis.benchmarks.harness.ServerProbe;
import io.github.dkredis.benchmarks.harness.WorkerProcesses;
import io.github.dkredis.benchmarks.report.Column;
import io.github.dkredis.benchmarks.report.Report;
import io.github.dkredis.benchmarks.report.ResultTable;
import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Many callers of several JVMs, one absent key. */
final class StampedeRun {
    /** Every thread does one operation in it: the window of a stampede. */
    private static final Duration ONCE = Duration.ZERO;

    static final List<Column> COLUMNS = List.of(
            Column.figure("loads", StampedeLoad.LOADS, "%.0f"),
            Column.figure("all served ms", StampedeLoad.ALL_SERVED_MILLIS, "%.0f"),
            new Column("x loader", (group, series) -> {
                double millis = series.figure(StampedeLoad.ALL_SERVED_MILLIS).median();
                return String.format(Locale.ROOT, "%.2f", millis / StampedeLoad.LOADER.toMillis());
            }),
            millis("caller p50 ms", series -> series.latencyMicros(0.5)),
            millis("max ms", Series::maxLatencyMicros),
            new Column("client cmds", StampedeRun::clientCommands),
            Column.figure("cmds", StampedeContender.COMMANDS, "%,.0f"));

    private StampedeRun() {}

    private static Column millis(String header, Function<Series, OptionalDouble> micros) {
        return new Column(
                header,
                (group, series) ->
                        String.format(Locale.ROOT, "%,.0f", micros.apply(series).orElse(Double.NaN) / 1e3));
    }

    /** Of all callers together. */
    private static String clientCommands(ResultTable group, Series series) {
        double perCaller = series.commandsPerOperation().orElse(Double.NaN);
        return String.format(Locale.ROOT, "%,.0f", perCaller * group.jvms() * group.threads());
    }

    static void run(Workload workload, Settings settings, Report report) throws Exception {
        for (ThreadLayout layout : workload.layouts().apply(settings)) {
            try (RedisServer server = BenchServer.start();
                    ServerProbe watch = new ServerProbe(server.port());
                    SharedFolder folder = new SharedFolder();
                    WorkerProcesses workers = new WorkerProcesses(layout.jvms(), Bench.WORKER)) {
                LoadContext context = new LoadContext(
                        server.port(), 0, layout.threads(), folder.path().toString());
                Outcome outcome = Lineup.run(
                        workload.subjects().stream()
                                .filter(subject -> settings.wants(subject.name()))
                                .toList(),
                        subject -> {
                            workers.open(workload.name(), subject, context);
                            return new CommandCountingContender(
                                    new StampedeContender(
                                            new MultiJvmContender(workers, workload.name(), subject, ONCE, watch)),
                                    server.port());
                        },
                        settings.sideBySide());
                String baseline = settings.baseline().orElse(workload.baseline());
                Map<String, String> about =
                        Map.of("redis", watch.version(), "loader_ms", String.valueOf(StampedeLoad.LOADER.toMillis()));
                report.add(
                        new ResultTable(workload.name(), layout.jvms(), layout.threads(), baseline, outcome, about),
                        workload.columns());
            }
        }
    }
}
