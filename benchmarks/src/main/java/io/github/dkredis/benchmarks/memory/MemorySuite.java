package io.github.dkredis.benchmarks.memory;

import io.github.dkredis.benchmarks.BenchRun;
import io.github.dkredis.benchmarks.BenchServer;
import io.github.dkredis.benchmarks.Suite;
import io.github.dkredis.benchmarks.Workload;
import io.github.dkredis.benchmarks.Workload.Commands;
import io.github.dkredis.benchmarks.cache.NearEntries;
import io.github.dkredis.benchmarks.harness.LiveHeap;
import io.github.dkredis.benchmarks.harness.Outcome;
import io.github.dkredis.benchmarks.harness.ServerProbe;
import io.github.dkredis.benchmarks.harness.SideBySide;
import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.harness.ThreadLayout;
import io.github.dkredis.benchmarks.report.Column;
import io.github.dkredis.testkit.RedisServer;
import java.util.List;
import java.util.Map;

/** The suite {@code memory}: the live heap of a waiting lock, of an entry of a near cache, and of an idle client. */
public final class MemorySuite implements Suite {
    private static final ThreadLayout ONE_THREAD = ThreadLayout.ofThreads(1);
    private static final Column BYTES = Column.figure("bytes each", LiveHeap.BYTES_EACH, "%,.0f");

    private static final Workload WAITING_LOCK =
            workload("memory.waiting-lock", WaitingLocks.BASELINE, WaitingLocks.subjects(), List.of(BYTES));
    private static final Workload NEAR_ENTRY =
            workload("memory.near-entry", NearEntries.BASELINE, NearEntries.subjects(), List.of(BYTES));
    private static final Workload IDLE_CLIENT = workload(
            "memory.idle-client",
            IdleClients.BASELINE,
            IdleClients.subjects(),
            List.of(BYTES, Column.figure("threads each", LiveHeap.THREADS_EACH, "%.1f")));

    private static Workload workload(String name, String baseline, List<Subject> subjects, List<Column> columns) {
        return new Workload(name, baseline, subjects, settings -> List.of(ONE_THREAD), columns, Commands.BY_SERVER);
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String description() {
        return "live heap after full collections, a fresh JVM for each figure: waiting-lock: " + WaitingLocks.LOCKS
                + " callers that wait for as many locks; near-entry: " + NearEntries.ENTRIES
                + " entries; idle-client: " + IdleClients.CLIENTS + " connected clients";
    }

    @Override
    public List<Workload> workloads() {
        return List.of(WAITING_LOCK, NEAR_ENTRY, IDLE_CLIENT);
    }

    @Override
    public void run(BenchRun run) throws Exception {
        try (RedisServer redis = BenchServer.start();
                ServerProbe server = new ServerProbe(redis.port())) {
            for (Workload workload : workloads()) {
                List<FreshJvm> contenders = run.selected(workload).stream()
                        .map(subject -> new FreshJvm(workload.name(), subject, server, run.workerCommand()))
                        .toList();
                if (contenders.isEmpty()) {
                    continue;
                }
                Outcome outcome = new SideBySide(0, run.settings().sideBySide().rounds()).run(contenders);
                run.report(workload, ONE_THREAD, outcome, Map.of("redis", server.version()));
            }
        }
    }
}
