package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.Bench;
import io.github.dkredis.benchmarks.BenchServer;
import io.github.dkredis.benchmarks.Formation;
import io.github.dkredis.benchmarks.Settings;
import io.github.dkredis.benchmarks.SharedFolder;
import io.github.dkredis.benchmarks.Workload;
import io.github.dkredis.benchmarks.harness.CountedContender;
import io.github.dkredis.benchmarks.harness.Lineup;
import io.github.dkredis.benchmarks.harness.Outcome;
import io.github.dkredis.benchmarks.harness.Series;
import io.github.dkredis.benchmarks.harness.ServerWatch;
import io.github.dkredis.benchmarks.harness.Subject.Place;
import io.github.dkredis.benchmarks.harness.Workers;
import io.github.dkredis.benchmarks.harness.WorkersContender;
import io.github.dkredis.benchmarks.report.Column;
import io.github.dkredis.benchmarks.report.Group;
import io.github.dkredis.benchmarks.report.Report;
import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Many callers of several JVMs, one absent key. */
final class StampedeBout {
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
            new Column("client cmds", StampedeBout::clientCommands),
            Column.figure("cmds", StampedeContender.COMMANDS, "%,.0f"));

    private StampedeBout() {}

    private static Column millis(String header, Function<Series, OptionalDouble> micros) {
        return new Column(
                header,
                (group, series) ->
                        String.format(Locale.ROOT, "%,.0f", micros.apply(series).orElse(Double.NaN) / 1e3));
    }

    /** Of all callers together. */
    private static String clientCommands(Group group, Series series) {
        double perCaller = series.commandsPerOperation().orElse(Double.NaN);
        return String.format(Locale.ROOT, "%,.0f", perCaller * group.jvms() * group.threads());
    }

    static void run(Workload workload, Settings settings, Report report) throws Exception {
        for (Formation formation : workload.formations().apply(settings)) {
            try (RedisServer server = BenchServer.start();
                    ServerWatch watch = new ServerWatch(server.port());
                    SharedFolder folder = new SharedFolder();
                    Workers workers = new Workers(formation.jvms(), Bench.WORKER)) {
                Place place = new Place(
                        server.port(), 0, formation.threads(), folder.path().toString());
                Outcome outcome = Lineup.run(
                        workload.subjects().stream()
                                .filter(subject -> settings.wants(subject.name()))
                                .toList(),
                        subject -> {
                            workers.open(workload.name(), subject, place);
                            return new CountedContender(
                                    new StampedeContender(
                                            new WorkersContender(workers, workload.name(), subject, ONCE, watch)),
                                    server.port());
                        },
                        settings.sideBySide());
                String baseline = settings.baseline().orElse(workload.baseline());
                Map<String, String> about =
                        Map.of("redis", watch.version(), "loader_ms", String.valueOf(StampedeLoad.LOADER.toMillis()));
                report.add(
                        new Group(workload.name(), formation.jvms(), formation.threads(), baseline, outcome, about),
                        workload.columns());
            }
        }
    }
}
