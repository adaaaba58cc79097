package io.github.dkredis.benchmarks;

import io.github.dkredis.benchmarks.harness.Outcome;
import io.github.dkredis.benchmarks.harness.ServerWatch;
import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.harness.WorkerPool;
import io.github.dkredis.benchmarks.harness.Workers;
import io.github.dkredis.benchmarks.report.Group;
import io.github.dkredis.benchmarks.report.Report;
import io.github.dkredis.testkit.RedisServer;
import java.util.List;
import java.util.Map;

/** A suite made of workloads alone: each is run in every formation, in this JVM or in several. */
public record WorkloadSuite(String name, String description, List<Workload> workloads) implements Suite {
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
                WorkerPool pool = new WorkerPool(Bench.WORKER)) {
            Map<String, String> about = Map.of("redis", watch.version());
            for (Workload workload : workloads) {
                String baseline = settings.baseline().orElse(workload.baseline());
                for (Formation formation : workload.formations().apply(settings)) {
                    watch.flush();
                    Workers workers = pool.workers(formation.jvms());
                    Outcome outcome = new Bout(workload, formation, settings, server.port(), watch, workers).run();
                    report.add(
                            new Group(workload.name(), formation.jvms(), formation.threads(), baseline, outcome, about),
                            workload.columns());
                }
            }
        }
    }
}
