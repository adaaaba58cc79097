package io.github.dkredis.benchmarks;

import io.github.dkredis.benchmarks.harness.Contender;
import io.github.dkredis.benchmarks.harness.LoadContender;
import io.github.dkredis.benchmarks.harness.Series;
import io.github.dkredis.benchmarks.harness.ServerWatch;
import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.harness.Subject.Place;
import io.github.dkredis.benchmarks.harness.Workers;
import io.github.dkredis.benchmarks.harness.WorkersContender;
import io.github.dkredis.benchmarks.report.Column;
import io.github.dkredis.benchmarks.report.Group;
import io.github.dkredis.benchmarks.report.Report;
import io.github.dkredis.testkit.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A suite made of workloads alone: each is run with every number of threads, in this JVM or in several. */
public record WorkloadSuite(String name, String description, List<Workload> workloads) implements Suite {
    private static final List<Column> COLUMNS = List.of(
            Column.RATE, Column.RATIO, Column.P50, Column.P99, Column.ALLOCATED, Column.COMMANDS, Column.ROUND_TRIPS);

    public WorkloadSuite {
        workloads = List.copyOf(workloads);
    }

    @Override
    public List<String> subjects() {
        return workloads.stream()
                .flatMap(workload -> workload.subjects().stream())
                .map(Subject::name)
                .distinct()
                .toList();
    }

    @Override
    public void run(Settings settings, Report report) throws Exception {
        try (RedisServer server = BenchServer.start();
                ServerWatch watch = new ServerWatch(server.port());
                Workers workers = new Workers(settings.jvms() == 1 ? 0 : settings.jvms(), Bench.WORKER)) {
            Map<String, String> about = Map.of("redis", watch.version());
            for (Workload workload : workloads) {
                String baseline = settings.baseline().orElse(workload.baseline());
                for (int threads : settings.threads()) {
                    watch.flush();
                    List<Series> series = new Bout(workload, threads, settings, server.port(), watch, workers).run();
                    report.add(new Group(workload.name(), settings.jvms(), threads, baseline, series, about), COLUMNS);
                }
            }
        }
    }

    /** One workload with one number of threads. */
    private record Bout(
            Workload workload, int threads, Settings settings, int port, ServerWatch watch, Workers workers) {

        List<Series> run() throws Exception {
            List<Contender> contenders = new ArrayList<>();
            try {
                for (Subject subject : workload.subjects()) {
                    if (settings.wants(subject.name())) {
                        contenders.add(settings.jvms() == 1 ? openHere(subject) : openInWorkers(subject));
                    }
                }
                return settings.sideBySide().run(contenders);
            } finally {
                for (Contender contender : contenders) {
                    contender.close();
                }
            }
        }

        private Contender openHere(Subject subject) throws Exception {
            return new LoadContender(subject, new Place(port, 0, threads), settings.window(), watch);
        }

        private Contender openInWorkers(Subject subject) throws Exception {
            workers.open(workload.name(), subject, port, threads);
            return new WorkersContender(workers, workload.name(), subject, settings.window(), watch);
        }
    }
}
