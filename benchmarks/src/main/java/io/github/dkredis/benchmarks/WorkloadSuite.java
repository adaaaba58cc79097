package io.github.dkredis.benchmarks;

import io.github.dkredis.benchmarks.harness.Outcome;
import io.github.dkredis.benchmarks.harness.ServerProbe;
import io.github.dkredis.benchmarks.harness.ThreadLayout;
import io.github.dkredis.benchmarks.harness.WorkerPool;
import io.github.dkredis.benchmarks.harness.WorkerProcesses;
import io.github.dkredis.testkit.RedisServer;
import java.util.List;
import java.util.Map;

/** A suite of workloads that share one server: each workload runs in every layout, in this JVM or in several. */
public record WorkloadSuite(String name, String description, List<Workload> workloads) implements Suite {
    public WorkloadSuite {
        workloads = List.copyOf(workloads);
    }

    @Override
    public void run(BenchRun run) throws Exception {
        try (RedisServer redis = BenchServer.start();
                ServerProbe server = new ServerProbe(redis.port());
                WorkerPool pool = new WorkerPool(run.workerCommand())) {
            Map<String, String> about = Map.of("redis", server.version());
            for (Workload workload : workloads) {
                for (ThreadLayout layout : workload.layouts().apply(run.settings())) {
                    server.flush();
                    WorkerProcesses workers = pool.workers(layout.jvms());
                    Outcome outcome = new WorkloadRun(workload, layout, run, server, workers)
                            .measure(workload.name() + "-" + layout.threads());
                    run.report(workload, layout, outcome, about);
                }
            }
        }
    }
}
