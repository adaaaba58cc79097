package io.github.dkredis.benchmarks.curves;

import io.github.dkredis.benchmarks.BenchRun;
import io.github.dkredis.benchmarks.BenchServer;
import io.github.dkredis.benchmarks.Settings;
import io.github.dkredis.benchmarks.Suite;
import io.github.dkredis.benchmarks.Workload;
import io.github.dkredis.benchmarks.curves.Curve.Point;
import io.github.dkredis.benchmarks.harness.Outcome;
import io.github.dkredis.benchmarks.harness.ServerProbe;
import io.github.dkredis.benchmarks.harness.WorkerPool;
import io.github.dkredis.testkit.ClusterGroup;
import io.github.dkredis.testkit.RedisServer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The suite {@code curves}: how the rate of each feature changes with threads, JVMs, keys, bytes and nodes. The points
 * are measured in an order that starts worker JVMs and clusters as seldom as possible; a curve is reported when it is
 * complete.
 */
public final class CurveSuite implements Suite {

    @Override
    public String name() {
        return "curves";
    }

    @Override
    public String description() {
        return "the rate of each feature by threads (1 to 256), JVMs (1 to 8), keys (1 to 1,000,000),"
                + " bytes of a value (10 to 10,000,000) and nodes of a cluster (1 to 3)";
    }

    @Override
    public List<Workload> workloads() {
        return Features.curves().stream()
                .flatMap(curve -> curve.points().stream())
                .map(Point::workload)
                .toList();
    }

    @Override
    public void run(BenchRun run) throws Exception {
        Settings settings = run.settings();
        Map<Curve, CurveTable> tables = new LinkedHashMap<>();
        List<Point> points = new ArrayList<>();
        for (Curve curve : Features.curves()) {
            if (settings.curves().selects(curve.name())) {
                List<Point> measured = curve.points().stream()
                        .limit(settings.curves().points())
                        .toList();
                tables.put(curve, new CurveTable(curve, measured.size()));
                // the last one first: with most threads, the code is compiled soonest
                IntStream.rangeClosed(1, measured.size())
                        .forEach(fromEnd -> points.add(measured.get(measured.size() - fromEnd)));
            }
        }
        points.sort(Comparator.comparingInt((Point point) -> point.shape().nodes())
                .thenComparingInt(point -> point.shape().layout().jvms()));
        try (WorkerPool workers = new WorkerPool(run.workerCommand())) {
            for (List<Point> together : byNodes(points)) {
                measure(together, new PointRun(run, workers), tables);
            }
        }
    }

    /** Returns the points of each number of nodes, in the order of the points. */
    private static Collection<List<Point>> byNodes(List<Point> points) {
        return points.stream()
                .collect(Collectors.groupingBy(point -> point.shape().nodes(), LinkedHashMap::new, Collectors.toList()))
                .values();
    }

    /** Measures points that use the same number of nodes. */
    private static void measure(List<Point> points, PointRun pointRun, Map<Curve, CurveTable> tables) throws Exception {
        int nodes = points.get(0).shape().nodes();
        if (nodes == 0) {
            try (RedisServer server = BenchServer.start()) {
                measure(points, pointRun, List.of(server), tables);
            }
        } else {
            try (ClusterGroup cluster = BenchServer.cluster(nodes)) {
                measure(points, pointRun, cluster.nodes(), tables);
            }
        }
    }

    private static void measure(
            List<Point> points, PointRun pointRun, List<RedisServer> servers, Map<Curve, CurveTable> tables)
            throws Exception {
        try (ServerProbe server = new ServerProbe(servers.get(0).port())) {
            for (Point point : points) {
                CurveTable table = Objects.requireNonNull(tables.get(point.curve()));
                if (table.isEmpty() || point.shape().layout().jvms() > 1) { // this code, or these JVMs, are new
                    pointRun.rehearse(point, server);
                    clear(servers);
                }
                Outcome outcome = pointRun.measure(point, server);
                clear(servers);
                table.add(point.value(), outcome);
                if (table.isComplete()) {
                    pointRun.run().report().note(table.text());
                }
            }
        }
    }

    private static void clear(List<RedisServer> servers) {
        servers.forEach(server -> server.command("FLUSHALL"));
    }
}
