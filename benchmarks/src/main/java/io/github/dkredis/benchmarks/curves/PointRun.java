package io.github.dkredis.benchmarks.curves;

import io.github.dkredis.benchmarks.BenchRun;
import io.github.dkredis.benchmarks.Workload;
import io.github.dkredis.benchmarks.curves.Curve.Point;
import io.github.dkredis.benchmarks.harness.Contender;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.LocalContender;
import io.github.dkredis.benchmarks.harness.MappedContender;
import io.github.dkredis.benchmarks.harness.MultiJvmContender;
import io.github.dkredis.benchmarks.harness.Outcome;
import io.github.dkredis.benchmarks.harness.ServerProbe;
import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.harness.ThreadLayout;
import io.github.dkredis.benchmarks.harness.WorkerPool;
import io.github.dkredis.benchmarks.harness.WorkerProcesses;
import io.github.dkredis.benchmarks.report.ResultTable;
import io.github.dkredis.testkit.ManagedTempDir;
import java.util.Map;

/** Measures points of curves, and reports them as lines of JSON. */
record PointRun(BenchRun run, WorkerPool workers) {

    /**
     * Measures one point.
     *
     * @param server a server, or a node of a cluster, without keys
     */
    Outcome measure(Point point, ServerProbe server) throws Exception {
        Workload workload = point.workload();
        ThreadLayout layout = point.shape().layout();
        int units = point.curve().feature().operationsPerCall().of(point.shape());
        try (ManagedTempDir shared = ManagedTempDir.create()) {
            LoadContext context = new LoadContext(
                    server.port(), 0, layout.threads(), shared.path().toString());
            Outcome outcome = run.settings().sideBySide().run(run.selected(workload), subject -> {
                Contender contender = open(workload, layout, subject, context, server);
                return units == 1 ? contender : new MappedContender(contender, sample -> sample.scaled(units));
            });
            run.report().addLines(new ResultTable(
                    point.curve().name(), layout, workload.baseline(), outcome, about(point, server)));
            return outcome;
        }
    }

    private Contender open(
            Workload workload, ThreadLayout layout, Subject subject, LoadContext context, ServerProbe server)
            throws Exception {
        if (layout.jvms() == 1) {
            return new LocalContender(subject, context, run.settings().window(), server);
        }
        WorkerProcesses jvms = workers.workers(layout.jvms());
        jvms.open(workload.name(), subject, context);
        return new MultiJvmContender(
                jvms, workload.name(), subject, run.settings().window(), server);
    }

    private static Map<String, String> about(Point point, ServerProbe server) {
        return Map.of(
                "redis",
                server.version(),
                "axis",
                point.curve().axis().label(),
                "at",
                Integer.toString(point.value()),
                "unit",
                point.curve().feature().unit());
    }
}
