package io.github.dkredis.benchmarks.mutex;

import io.github.dkredis.benchmarks.BenchRun;
import io.github.dkredis.benchmarks.BenchServer;
import io.github.dkredis.benchmarks.Settings;
import io.github.dkredis.benchmarks.Suite;
import io.github.dkredis.benchmarks.Workload;
import io.github.dkredis.benchmarks.Workload.Commands;
import io.github.dkredis.benchmarks.harness.Outcome;
import io.github.dkredis.benchmarks.harness.ServerProbe;
import io.github.dkredis.benchmarks.harness.SideBySide;
import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.harness.Subject.Reach;
import io.github.dkredis.benchmarks.harness.ThreadLayout;
import io.github.dkredis.benchmarks.mutex.KillContender.Trial;
import io.github.dkredis.benchmarks.report.Column;
import io.github.dkredis.benchmarks.report.ResultTable;
import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The suite {@code mutex-kill}: how long other JVMs stall when a JVM that holds a lock, or waits for it, is killed. */
public final class KillSuite implements Suite {
    private static final String NAME = "mutex-kill";

    private static final String LEASE_PROPERTY = "dkredis.bench.lease-millis";
    private static final List<ThreadLayout> LAYOUTS = List.of(new ThreadLayout(4, 2));
    private static final int MILLIS_INSIDE = 1;
    private static final int LEASES_WATCHED = 3;

    /** The JVMs are many and short-lived, so a quick start matters more than peak speed. */
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
        return "kill -9 of a JVM that holds the lock, or waits for it: the others' longest stall, up to "
                + LEASES_WATCHED + " --lease; 4 JVMs x 2 threads, " + MILLIS_INSIDE + " ms inside";
    }

    @Override
    public List<Workload> workloads() {
        return List.of(workload());
    }

    private static Workload workload() {
        List<Subject> subjects = MutexSubjects.all().stream()
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

    /**
     * Returns the lease of a worker JVM, which has it from a system property because it starts without the settings.
     */
    private static Duration leaseOfThisJvm() {
        return Duration.ofMillis(Long.getLong(LEASE_PROPERTY, 1_000));
    }

    @Override
    public void run(BenchRun run) throws Exception {
        Settings settings = run.settings();
        try (RedisServer redis = BenchServer.start();
                ServerProbe server = new ServerProbe(redis.port())) {
            Map<String, String> about = Map.of("redis", server.version(), "lease_ms", leaseMillis(settings));
            for (ThreadLayout layout : settings.layouts(LAYOUTS)) {
                for (Victim victim : Victim.values()) {
                    Outcome outcome = new SideBySide(0, settings.trials()).run(contenders(run, victim, layout, server));
                    String name = NAME + "." + victim.name().toLowerCase(Locale.ROOT);
                    run.report(new ResultTable(name, layout, RedissonMutex.PLAIN, outcome, about), COLUMNS);
                }
            }
        }
    }

    private static List<KillContender> contenders(
            BenchRun run, Victim victim, ThreadLayout layout, ServerProbe server) {
        Settings settings = run.settings();
        List<String> command = Stream.of(
                        JVM_OPTIONS, List.of("-D" + LEASE_PROPERTY + "=" + leaseMillis(settings)), run.workerCommand())
                .flatMap(List::stream)
                .toList();
        Duration watch = settings.lease().multipliedBy(LEASES_WATCHED);
        Trial trial = new Trial(NAME, layout, settings.window(), watch, server, command);
        return run.selected(workload()).stream()
                .map(subject -> new KillContender(subject, victim, trial))
                .toList();
    }

    private static String leaseMillis(Settings settings) {
        return String.valueOf(settings.lease().toMillis());
    }
}
