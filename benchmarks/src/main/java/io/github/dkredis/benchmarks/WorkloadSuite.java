package io.github.dkredis.benchmarks;

import io.github.dkredis.benchmarks.harness.Outcome;
import io.github.dkredis.benchmarks.harness.ServerProbe;
import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.harness.WorkerPool;
import io.github.dkredis.benchmarks.harness.WorkerProcesses;
import io.github.dkredis.benchmarks.report.Report;
import io.github.dkredis.benchmarks.report.ResultTable;
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
                ServerProbe watch = new ServerProbe(server.port());
                WorkerPool pool = new WorkerPool(Bench.WORKER)) {
            Map<String, String> about = Map.of("redis", watch.version());
            for (Workload workload : workloads) {
                String baseline = settings.baseline().orElse(workload.baseline());
                for (ThreadLayout layout : workload.layouts().apply(settings)) {
                    watch.flush();
                    WorkerProcesses workers = pool.workers(layout.jvms());
                    Outcome outcome = new WorkloadRun(workload, layout, settings, server.port(), watch, workers).run();
                    report.add(
                            new ResultTable(workload.name(), layout.jvms(), layout.threads(), baseline, outcome, about),
                            workload.columns());
                }
            }
        }
    }
}
