package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.Settings;
import io.github.dkredis.benchmarks.Suite;
import io.github.dkredis.benchmarks.ThreadLayout;
import io.github.dkredis.benchmarks.Workload;
import io.github.dkredis.benchmarks.Workload.Commands;
import io.github.dkredis.benchmarks.WorkloadSuite;
import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.report.Column;
import io.github.dkredis.benchmarks.report.Report;
import java.util.List;

/** What a cache does: hold back a stampede, answer from this JVM, answer from Redis, and fill. */
public final class CacheSuite implements Suite {
    private static final Workload STAMPEDE = new Workload(
            "cache.stampede",
            RedissonCache.LOCAL_CACHED_MAP,
            CachePeer.loading().stream().map(StampedeLoad::subject).toList(),
            settings -> settings.layouts(List.of(new ThreadLayout(4, 250))),
            StampedeRun.COLUMNS,
            Commands.BY_CLIENT);

    private static final Workload NEAR = new Workload(
            "cache.near",
            LocalNear.MAP,
            NearPeer.all().stream().map(NearPeer::subject).toList(),
            settings -> settings.layouts(List.of(new ThreadLayout(1, 1), new ThreadLayout(1, 2))),
            NearRun.COLUMNS,
            Commands.BY_SERVER);

    private static final Workload FAR = new Workload(
            "cache.far",
            LettuceCache.NAME,
            CachePeer.finding().stream().map(FarLoad::subject).toList(),
            settings -> settings.layouts(List.of(new ThreadLayout(1, 1), new ThreadLayout(1, 8))),
            List.of(
                    Column.RATE,
                    Column.RATIO,
                    Column.P50,
                    Column.P99,
                    Column.ALLOCATED,
                    Column.COMMANDS,
                    Column.ROUND_TRIPS),
            Commands.BY_SERVER);

    private static final Workload MISS = new Workload(
            "cache.miss",
            LettuceCache.NAME,
            CachePeer.loading().stream().map(MissLoad::subject).toList(),
            settings -> List.of(new ThreadLayout(1, 1)),
            List.of(
                    Column.figure("waited round trips", MissLoad.WAITED, "%.2f"),
                    Column.CLIENT_COMMANDS,
                    Column.COMMANDS),
            Commands.BY_CLIENT);

    @Override
    public String name() {
        return "cache";
    }

    @Override
    public String description() {
        return "stampede: 4 JVMs x 250 callers of one absent key, a loader of "
                + StampedeLoad.LOADER.toMillis() + " ms, one a window; near: hits in the JVM (1, 2 threads);"
                + " far: hits in Redis (1, 8); miss: round trips of a miss and its fill";
    }

    @Override
    public List<String> subjects() {
        return workloads().stream()
                .flatMap(workload -> workload.subjects().stream())
                .map(Subject::name)
                .distinct()
                .toList();
    }

    @Override
    public List<Workload> workloads() {
        return List.of(STAMPEDE, NEAR, FAR, MISS);
    }

    @Override
    public void run(Settings settings, Report report) throws Exception {
        StampedeRun.run(STAMPEDE, settings, report);
        NearRun.run(NEAR, settings, report);
        new WorkloadSuite(name(), description(), List.of(FAR, MISS)).run(settings, report);
    }
}
