package io.github.dkredis.benchmarks.mutex;

import io.github.dkredis.benchmarks.Suite;
import io.github.dkredis.benchmarks.Workload;
import io.github.dkredis.benchmarks.Workload.Commands;
import io.github.dkredis.benchmarks.WorkloadSuite;
import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.harness.Subject.Reach;
import io.github.dkredis.benchmarks.harness.ThreadLayout;
import io.github.dkredis.benchmarks.report.Column;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The suite {@code mutex}: one lock with a tiny critical section, contended by many threads, then free. */
public final class MutexSuite {
    private static final List<ThreadLayout> LAYOUTS = List.of(
            new ThreadLayout(1, 1),
            new ThreadLayout(1, 8),
            new ThreadLayout(1, 64),
            new ThreadLayout(4, 2),
            new ThreadLayout(4, 16));

    private static final List<Column> CONTENDED = List.of(
            Column.RATE,
            Column.RATIO,
            Column.timing("wait p50 us", MutexLoad.WAIT, 0.5),
            Column.timing("wait p99 us", MutexLoad.WAIT, 0.99),
            Column.UNFAIRNESS,
            Column.CLIENT_COMMANDS,
            Column.ROUND_TRIPS,
            Column.timing("hand-over p50 us", MutexLoad.HAND_OVER, 0.5),
            Column.timing("hand-over p99 us", MutexLoad.HAND_OVER, 0.99),
            Column.timingRate("JVM switches/s", MutexLoad.HAND_OVER));

    private static final List<Column> FREE =
            List.of(Column.figure("waited round trips", UncontendedLoad.WAITED, "%.2f"), Column.CLIENT_COMMANDS);

    private MutexSuite() {}

    /** {@return the suite} */
    public static Suite create() {
        Workload contended = new Workload(
                "mutex",
                RedissonMutex.PLAIN,
                MutexSubjects.all().stream().map(MutexSuite::contended).toList(),
                settings -> settings.layouts(LAYOUTS),
                CONTENDED,
                Commands.BY_CLIENT);
        Workload free = new Workload(
                "mutex.free",
                RedissonMutex.PLAIN,
                Stream.concat(MutexSubjects.all().stream(), ShedLockMutex.peers().stream())
                        .filter(peer -> peer.reach() == Reach.JVMS)
                        .map(peer -> new Subject(
                                peer.name(), peer.version(), context -> UncontendedLoad.open(peer, context)))
                        .toList(),
                settings -> List.of(new ThreadLayout(1, 1)),
                FREE,
                Commands.BY_CLIENT);
        return new WorkloadSuite(
                "mutex",
                "one lock, held for a moment: 1 JVM x 1, 8, 64 threads, 4 JVMs x 2, 16;"
                        + " mutex.free: round trips of a cycle",
                List.of(contended, free));
    }

    private static Subject contended(MutexPeer peer) {
        return new Subject(
                peer.name(),
                peer.version(),
                context -> MutexLoad.open(peer, context, Optional.empty(), 0),
                peer.reach());
    }
}
