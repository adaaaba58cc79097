package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.BenchRun;
import io.github.dkredis.benchmarks.Suite;
import io.github.dkredis.benchmarks.Workload;
import io.github.dkredis.benchmarks.Workload.Commands;
import io.github.dkredis.benchmarks.WorkloadSuite;
import io.github.dkredis.benchmarks.harness.ThreadLayout;
import io.github.dkredis.benchmarks.report.Column;
import java.util.List;
import java.util.stream.Stream;

/** The suite {@code cache}: a stampede, hits in this JVM, hits in Redis, and misses. */
public final class CacheSuite implements Suite {
    private static final Workload STAMPEDE = new Workload(
            "cache.stampede",
            RedissonCache.LOCAL_CACHED_MAP,
            loading().stream().map(StampedeLoad::subject).toList(),
            settings -> settings.layouts(List.of(new ThreadLayout(4, 250))),
            StampedeRun.COLUMNS,
            Commands.BY_CLIENT);

    private static final Workload NEAR = new Workload(
            "cache.near",
            LocalNear.MAP,
            near().stream().map(NearPeer::subject).toList(),
            settings -> settings.layouts(List.of(new ThreadLayout(1, 1), new ThreadLayout(1, 2))),
            NearRun.COLUMNS,
            Commands.BY_SERVER);

    private static final Workload FAR = new Workload(
            "cache.far",
            LettuceCache.NAME,
            finding().stream().map(FarLoad::subject).toList(),
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
            loading().stream().map(MissLoad::subject).toList(),
            settings -> List.of(new ThreadLayout(1, 1)),
            List.of(
                    Column.figure("waited round trips", MissLoad.WAITED, "%.2f"),
                    Column.CLIENT_COMMANDS,
                    Column.COMMANDS),
            Commands.BY_CLIENT);

    private static final Workload BULK = new Workload(
            "cache.bulk",
            BulkPeerList.BASELINE,
            BulkPeerList.all().stream().map(BulkHitLoad::subject).toList(),
            settings -> settings.layouts(List.of(new ThreadLayout(1, 1))),
            List.of(
                    Column.RATE,
                    Column.RATIO,
                    Column.P50,
                    Column.P99,
                    Column.ALLOCATED,
                    Column.COMMANDS,
                    Column.ROUND_TRIPS),
            Commands.BY_SERVER);

    private static final Workload BULK_MISS = new Workload(
            "cache.bulk-miss",
            BulkPeerList.BASELINE,
            BulkPeerList.all().stream().map(BulkMissLoad::subject).toList(),
            settings -> List.of(new ThreadLayout(1, 1)),
            List.of(
                    Column.figure("waited round trips", BulkMissLoad.WAITED, "%.2f"),
                    Column.figure("loads", BulkMissLoad.LOADS, "%.0f"),
                    Column.P50,
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
                + " far: hits in Redis (1, 8); miss: round trips of a miss and its fill;"
                + " bulk, bulk-miss: " + BulkHitLoad.KEYS + " keys with one call";
    }

    @Override
    public List<Workload> workloads() {
        return List.of(STAMPEDE, NEAR, FAR, MISS, BULK, BULK_MISS);
    }

    @Override
    public void run(BenchRun run) throws Exception {
        StampedeRun.measure(STAMPEDE, run);
        NearRun.measure(NEAR, run);
        new WorkloadSuite(name(), description(), List.of(FAR, MISS, BULK, BULK_MISS)).run(run);
    }

    /** Returns the caches that load a missing value. */
    private static List<CachePeer> loading() {
        return Stream.of(
                        List.of(LettuceCache.peer(), JetCacheCache.peer()),
                        SpringCache.peers(),
                        RedissonCache.loading(),
                        List.of(ProductCache.named()))
                .flatMap(List::stream)
                .toList();
    }

    /** Returns the caches that are asked for cached values. */
    private static List<CachePeer> finding() {
        return Stream.of(
                        List.of(LettuceCache.peer(), JedisCache.peer(), JetCacheCache.peer()),
                        List.of(SpringCache.plain(), RedissonCache.bucket()),
                        ProductCache.finding())
                .flatMap(List::stream)
                .toList();
    }

    private static List<NearPeer> near() {
        return Stream.of(
                        LocalNear.peers(),
                        List.of(LettuceNear.peer(), JetCacheCache.near()),
                        RedissonNear.peers(),
                        ProductNear.peers())
                .flatMap(List::stream)
                .toList();
    }
}
