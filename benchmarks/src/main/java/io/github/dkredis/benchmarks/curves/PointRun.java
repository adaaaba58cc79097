package io.github.dkredis.benchmarks.curves;

import io.github.dkredis.benchmarks.BenchRun;
import io.github.dkredis.benchmarks.WorkloadRun;
import io.github.dkredis.benchmarks.curves.Curve.Point;
import io.github.dkredis.benchmarks.harness.Outcome;
import io.github.dkredis.benchmarks.harness.ServerProbe;
import io.github.dkredis.benchmarks.harness.SideBySide;
import io.github.dkredis.benchmarks.harness.ThreadLayout;
import io.github.dkredis.benchmarks.harness.WorkerPool;
import io.github.dkredis.benchmarks.report.ResultTable;
import java.io.IOException;
import java.util.Map;

/** Measures points of curves, and reports them as lines of JSON. */
record PointRun(BenchRun run, WorkerPool workers) {

    private static final SideBySide REHEARSAL = new SideBySide(10, 1);

    /**
     * Measures one point, and reports it.
     *
     * @param server a server, or a node of a cluster, without keys
     */
    Outcome measure(Point point, ServerProbe server) throws Exception {
        Outcome outcome = workloadRun(point, server).measure(point.curve().name() + "-" + point.value());
        run.report()
                .addLines(new ResultTable(
                        point.curve().name(),
                        point.shape().layout(),
                        point.curve().feature().other().name(),
                        outcome,
                        about(point, server)));
        return outcome;
    }

    /** Runs one point without reporting it, long enough for the JIT to compile its code. */
    void rehearse(Point point, ServerProbe server) throws Exception {
        Outcome ignored = workloadRun(point, server).measure(REHEARSAL);
    }

    private WorkloadRun workloadRun(Point point, ServerProbe server) throws IOException {
        ThreadLayout layout = point.shape().layout();
        return new WorkloadRun(point.workload(), layout, run, server, workers.workers(layout.jvms()));
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
