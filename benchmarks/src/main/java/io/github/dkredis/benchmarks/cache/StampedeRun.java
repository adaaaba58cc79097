package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.BenchRun;
import io.github.dkredis.benchmarks.BenchServer;
import io.github.dkredis.benchmarks.Workload;
import io.github.dkredis.benchmarks.harness.CommandCountingContender;
import io.github.dkredis.benchmarks.harness.Contender;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.MappedContender;
import io.github.dkredis.benchmarks.harness.Measurements;
import io.github.dkredis.benchmarks.harness.MultiJvmContender;
import io.github.dkredis.benchmarks.harness.Outcome;
import io.github.dkredis.benchmarks.harness.Sample;
import io.github.dkredis.benchmarks.harness.Series;
import io.github.dkredis.benchmarks.harness.ServerProbe;
import io.github.dkredis.benchmarks.harness.ThreadLayout;
import io.github.dkredis.benchmarks.harness.WorkerProcesses;
import io.github.dkredis.benchmarks.report.Column;
import io.github.dkredis.benchmarks.report.ResultTable;
import io.github.dkredis.testkit.ManagedTempDir;
import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Measures many callers in several JVMs that get one missing key at the same moment. */
final class StampedeRun {
    /** The window of a stampede: every thread performs one operation. */
    private static final Duration ONCE = Duration.ZERO;

    /** The name of the figure: commands that the server ran for all callers, including the ones that scripts call. */
    private static final String COMMANDS = "commands_of_all";

    static final List<Column> COLUMNS = List.of(
            Column.figure("loads", StampedeLoad.LOADS, "%.0f"),
            Column.figure("all served ms", StampedeLoad.ALL_SERVED_MILLIS, "%.0f"),
            new Column("x loader", (table, series) -> {
                double millis = series.figure(StampedeLoad.ALL_SERVED_MILLIS).median();
                return String.format(Locale.ROOT, "%.2f", millis / StampedeLoad.LOADER.toMillis());
            }),
            millis("caller p50 ms", series -> series.latencyMicros(0.5)),
            millis("max ms", Series::maxLatencyMicros),
            new Column("client cmds", StampedeRun::clientCommands),
            Column.figure("cmds", COMMANDS, "%,.0f"));

    private StampedeRun() {}

    private static Column millis(String header, Function<Series, OptionalDouble> micros) {
        return new Column(
                header,
                (table, series) ->
                        String.format(Locale.ROOT, "%,.0f", micros.apply(series).orElse(Double.NaN) / 1e3));
    }

    /** Formats the commands that the clients of all callers sent. */
    private static String clientCommands(ResultTable table, Series series) {
        double perCaller = series.commandsPerOperation().orElse(Double.NaN);
        return String.format(
                Locale.ROOT,
                "%,.0f",
                perCaller * table.layout().jvms() * table.layout().threads());
    }

    static void measure(Workload workload, BenchRun run) throws Exception {
        for (ThreadLayout layout : workload.layouts().apply(run.settings())) {
            try (RedisServer redis = BenchServer.start();
                    ServerProbe server = new ServerProbe(redis.port());
                    ManagedTempDir shared = ManagedTempDir.create();
                    WorkerProcesses workers = new WorkerProcesses(layout.jvms(), run.workerCommand())) {
                LoadContext context = new LoadContext(
                        server.port(), 0, layout.threads(), shared.path().toString());
                Outcome outcome = run.settings().sideBySide().run(run.selected(workload), subject -> {
                    workers.open(workload.name(), subject, context);
                    Contender contender = new MultiJvmContender(workers, workload.name(), subject, ONCE, server);
                    return new CommandCountingContender(
                            new MappedContender(contender, StampedeRun::served), server.port());
                });
                Map<String, String> about =
                        Map.of("redis", server.version(), "loader_ms", String.valueOf(StampedeLoad.LOADER.toMillis()));
                run.report(workload, layout, outcome, about);
            }
        }
    }

    /**
     * Makes the rate that of callers served, from the first call to the last return, and adds the commands of all
     * callers.
     */
    private static Sample served(Sample sample) {
        double millis = Objects.requireNonNull(sample.measurements().figures().get(StampedeLoad.ALL_SERVED_MILLIS));
        double commands = Objects.requireNonNull(sample.server()).commands();
        return sample.withRate(sample.operations() * 1e3 / millis).with(Measurements.of(Map.of(COMMANDS, commands)));
    }
}
