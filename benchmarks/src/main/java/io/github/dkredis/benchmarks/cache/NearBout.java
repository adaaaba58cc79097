package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.Bench;
import io.github.dkredis.benchmarks.BenchServer;
import io.github.dkredis.benchmarks.Formation;
import io.github.dkredis.benchmarks.Settings;
import io.github.dkredis.benchmarks.Workload;
import io.github.dkredis.benchmarks.harness.Lineup;
import io.github.dkredis.benchmarks.harness.Outcome;
import io.github.dkredis.benchmarks.harness.ServerWatch;
import io.github.dkredis.benchmarks.harness.Spread;
import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.harness.Subject.Place;
import io.github.dkredis.benchmarks.harness.Workers;
import io.github.dkredis.benchmarks.harness.WorkersContender;
import io.github.dkredis.benchmarks.report.Column;
import io.github.dkredis.benchmarks.report.Group;
import io.github.dkredis.benchmarks.report.Report;
import io.github.dkredis.testkit.RedisServer;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Hits in the JVM, each subject in a JVM of its own. */
final class NearBout implements AutoCloseable {
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
    private final Map<String, Workers> jvms = new HashMap<>();

    private NearBout(Workload workload, Settings settings) {
        this.workload = workload;
        this.settings = settings;
    }

    static void run(Workload workload, Settings settings, Report report) throws Exception {
        try (RedisServer server = BenchServer.start();
                ServerWatch watch = new ServerWatch(server.port());
                NearBout bout = new NearBout(workload, settings)) {
            for (Formation formation : workload.formations().apply(settings)) {
                Outcome outcome = bout.run(formation.threads(), server.port(), watch);
                String baseline = settings.baseline().orElse(workload.baseline());
                Map<String, String> about = Map.of("redis", watch.version());
                report.add(
                        new Group(workload.name(), 1, formation.threads(), baseline, outcome, about),
                        workload.columns());
            }
        }
    }

    private Outcome run(int threads, int port, ServerWatch watch) throws Exception {
        Place place = new Place(port, 0, threads, ".");
        return Lineup.run(
                workload.subjects().stream()
                        .filter(subject -> settings.wants(subject.name()))
                        .toList(),
                subject -> {
                    Workers jvm = jvm(subject);
                    jvm.open(workload.name(), subject, place);
                    return new ScaledContender(
                            new WorkersContender(jvm, workload.name(), subject, settings.window(), watch),
                            NearLoad.KEYS);
                },
                settings.sideBySide());
    }

    private Workers jvm(Subject subject) throws IOException {
        Workers known = jvms.get(subject.name());
        if (known == null) {
            known = new Workers(1, Bench.WORKER);
            jvms.put(subject.name(), known);
        }
        return known;
    }

    @Override
    public void close() throws IOException {
        for (Workers jvm : jvms.values()) {
            jvm.close();
        }
    }
}
