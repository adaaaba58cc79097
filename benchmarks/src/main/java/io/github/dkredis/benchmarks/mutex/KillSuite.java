package io.github.dkredis.benchmarks.mutex;

import io.github.dkredis.benchmarks.Bench;
import io.github.dkredis.benchmarks.BenchServer;
import io.github.dkredis.benchmarks.Settings;
import io.github.dkredis.benchmarks.Suite;
import io.github.dkredis.benchmarks.ThreadLayout;
import io.github.dkredis.benchmarks.Workload;
import io.github.dkredis.benchmarks.Workload.Commands;
import io.github.dkredis.benchmarks.harness.Outcome;
import io.github.dkredis.benchmarks.harness.ServerProbe;
import io.github.dkredis.benchmarks.harness.SideBySide;
import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.harness.Subject.Reach;
import io.github.dkredis.benchmarks.mutex.KillContender.Victim;
import io.github.dkredis.benchmarks.report.Column;
import io.github.dkredis.benchmarks.report.Report;
import io.github.dkredis.benchmarks.report.ResultTable;
import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How long the others stand still when a JVM is killed that holds a lock, or waits for it. */
public final class KillSuite implements Suite {
    static final String NAME = "mutex-kill";

    private static final String LEASE_PROPERTY = "dkredis.bench.lease-millis";
    private static final List<ThreadLayout> LAYOUTS = List.of(new ThreadLayout(4, 2));
    private static final int MILLIS_INSIDE = 1;
    private static final int LEASES_WATCHED = 3;

    /** For JVMs that are short-lived and many: a quick start is worth more than the last of their speed. */
    private static final List<String> JVM_OPTIONS =
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

    private static final List<Column> COLUMNS = List.of(
            Column.figure("longest stall ms", KillContender.STALL_MILLIS, "%.0f"), Column.rate("entries/s after"));

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "kill -9 of a JVM that holds the lock, or waits for it: the others' longest stall, of at most "
                + LEASES_WATCHED + " --lease; 4 JVMs x 2 threads, " + MILLIS_INSIDE + " ms inside";
    }

    @Override
    public List<String> subjects() {
        return workload().subjects().stream().map(Subject::name).toList();
    }

    @Override
    public List<Workload> workloads() {
        return List.of(workload());
    }

    private static Workload workload() {
        List<Subject> subjects = MutexPeer.all().stream()
                .filter(peer -> peer.reach() == Reach.JVMS)
                .map(peer -> new Subject(
                        peer.name(),
                        peer.version(),
                        context -> MutexLoad.open(peer, context, Optional.of(leaseOfThisJvm()), MILLIS_INSIDE)))
                .toList();
        return new Workload(
                NAME,
                RedissonMutex.PLAIN,
                subjects,
                settings -> settings.layouts(LAYOUTS),
                COLUMNS,
                Commands.BY_SERVER);
    }

    private static Duration leaseOfThisJvm() {
        return Duration.ofMillis(Long.getLong(LEASE_PROPERTY, 1_000));
    }

    @Override
    public void run(Settings settings, Report report) throws Exception {
        try (RedisServer server = BenchServer.start();
                ServerProbe watch = new ServerProbe(server.port())) {
            Map<String, String> about = Map.of("redis", watch.version(), "lease_ms", leaseMillis(settings));
            for (ThreadLayout layout : settings.layouts(LAYOUTS)) {
                for (Victim victim : Victim.values()) {
                    List<KillContender> contenders = contenders(settings, victim, layout, watch, server.port());
                    Outcome outcome = new SideBySide(0, settings.trials()).run(contenders);
                    String name = NAME + "." + victim.name().toLowerCase(Locale.ROOT);
                    String baseline = settings.baseline().orElse(RedissonMutex.PLAIN);
                    report.add(
                            new ResultTable(name, layout.jvms(), layout.threads(), baseline, outcome, about), COLUMNS);
                }
            }
        }
    }

    private static List<KillContender> contenders(
            Settings settings, Victim victim, ThreadLayout layout, ServerProbe watch, int port) {
        Duration watched = settings.lease().multipliedBy(LEASES_WATCHED);
        List<String> command = Stream.of(
                        JVM_OPTIONS, List.of("-D" + LEASE_PROPERTY + "=" + leaseMillis(settings)), Bench.WORKER)
                .flatMap(List::stream)
                .toList();
        return workload().subjects().stream()
                .filter(subject -> settings.wants(subject.name()))
                .map(subject ->
                        new KillContender(subject, victim, layout, settings.window(), watched, port, watch, command))
                .toList();
    }

    private static String leaseMillis(Settings settings) {
        return String.valueOf(settings.lease().toMillis());
    }
}
