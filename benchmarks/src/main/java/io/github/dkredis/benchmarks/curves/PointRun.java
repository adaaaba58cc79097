package io.github.dkredis.benchmarks.curves;

import io.github.dkredis.benchmarks.BenchRun;
import io.github.dkredis.benchmarks.Workload;
import io.github.dkredis.benchmarks.curves.Curve.Point;
import io.github.dkredis.benchmarks.flame.Flames;
import io.github.dkredis.benchmarks.harness.Contender;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.LocalContender;
import io.github.dkredis.benchmarks.harness.MappedContender;
import io.github.dkredis.benchmarks.harness.MultiJvmContender;
import io.github.dkredis.benchmarks.harness.Outcome;
import io.github.dkredis.benchmarks.harness.ServerProbe;
import io.github.dkredis.benchmarks.harness.SideBySide;
import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.harness.ThreadLayout;
import io.github.dkredis.benchmarks.harness.WorkerPool;
import io.github.dkredis.benchmarks.harness.WorkerProcesses;
import io.github.dkredis.benchmarks.report.ResultTable;
import io.github.dkredis.testkit.ManagedTempDir;
import java.util.Map;
import java.util.Optional;

/** Measures points of curves, and reports them as lines of JSON. */
record PointRun(BenchRun run, WorkerPool workers) {

    private static final int REHEARSALS = 10;

    /**
     * Measures one point, and reports it.
     *
     * @param server a server, or a node of a cluster, without keys
     */
    Outcome measure(Point point, ServerProbe server) throws Exception {
        Outcome outcome = Flames.around(
                point.shape().layout().jvms() == 1 ? run.settings().flames() : Optional.empty(),
                point.curve().name() + "-" + point.value(),
                () -> measure(point, server, run.settings().sideBySide()));
        run.report()
                .addLines(new ResultTable(
                        point.curve().name(),
                        point.shape().layout(),
                        point.curve().feature().other().name(),
                        outcome,
                        about(point, server)));
        return outcome;
    }

    /** Runs one point for so long that the JIT has compiled what it needs. */
    void rehearse(Point point, ServerProbe server) throws Exception {
        Outcome ignored = measure(point, server, new SideBySide(REHEARSALS, 1));
    }

    private Outcome measure(Point point, ServerProbe server, SideBySide sideBySide) throws Exception {
        Workload workload = point.workload();
        ThreadLayout layout = point.shape().layout();
        int units = point.curve().feature().operationsPerCall().of(point.shape());
        try (ManagedTempDir shared = ManagedTempDir.create()) {
            LoadContext context = new LoadContext(
                    server.port(), 0, layout.threads(), shared.path().toString());
            return sideBySide.run(run.selected(workload), subject -> {
                Contender contender = open(workload, layout, subject, context, server);
                return units == 1 ? contender : new MappedContender(contender, sample -> sample.scaled(units));
            });
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
