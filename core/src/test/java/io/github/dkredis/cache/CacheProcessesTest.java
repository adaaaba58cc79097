package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Several processes that use the same caches. Caught a planted bug: a {@code remove} that leaves the fill lease, so
 * that an old version is stored after it.
 */
@RedisTest(servers = RedisTest.Servers.FIRST)
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CacheProcessesTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final List<CacheWorker> workers = new ArrayList<>();
    private final Queue<CacheWorker> idle = new ArrayDeque<>();

    /** The seed of a random test: the system property {@code cache.seed}, or else a new one, which is printed. */
    private static long seed(String test) {
        long seed = Long.getLong("cache.seed", System.nanoTime() & 0xffff);
        System.out.println("CacheProcessesTest, " + test + ": seed " + seed);
        return seed;
    }

    /** Many processes start at once on few processors. */
    private static DkRedis connect(RedisServer server) {
        return DkRedis.builder()
                .uri(server.uri().toString())
                .connectTimeout(Duration.ofSeconds(60))
                .timeout(Duration.ofSeconds(30))
                .connect();
    }

    private void start(RedisServer server, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            workers.add(idle.isEmpty() ? CacheWorker.start() : idle.remove());
            workers.get(i).ask("open " + server.uri());
        }
        for (CacheWorker worker : workers) {
            assertThat(worker.answer()).isEqualTo("ready");
        }
    }

    @AfterEach
    void endClients() throws Exception {
        for (CacheWorker worker : workers) {
            if (worker.isIdle()) {
                worker.ask("close");
                assertThat(worker.answer()).isEqualTo("closed");
                idle.add(worker);
            } else {
                worker.close();
            }
        }
        workers.clear();
    }

    @AfterAll
    void endProcesses() {
        idle.forEach(CacheWorker::close);
    }

    @Test
    void get_aThousandCallersOfFourProcesses_isOneLoad(RedisServer server) throws Exception {
        start(server, 4);
        for (String key : List.of("warm", "hot")) {
            for (CacheWorker worker : workers) {
                worker.ask("stampede " + key + " 250");
            }
            int loads = 0;
            int served = 0;
            for (CacheWorker worker : workers) {
                String[] answer = worker.answer().split(" ");
                loads += Integer.parseInt(answer[0]);
                served += Integer.parseInt(answer[1]);
            }
            assertThat(loads).isEqualTo(1);
            assertThat(served).isEqualTo(1_000);
        }
    }

    @Test
    void get_loaderIsKilled_costsTheFillLease(RedisServer server) throws Exception {
        start(server, 1);
        try (DkRedis redis = connect(server)) {
            NamedCache<String, String> cache = redis.cache("faults", String.class, CacheWorker.options());
            cache.get("warm", key -> "up");
            workers.get(0).askForEver("hang k");
            assertThat(workers.get(0).answer()).isEqualTo("loading");
            CompletableFuture<String> mine = Background.run(() -> cache.get("k", key -> "mine"));
            Await.until(() -> cache.stats().waits() > 0, SOON);
            workers.get(0).close();
            long begin = System.nanoTime();
            assertThat(mine.get(60, TimeUnit.SECONDS)).isEqualTo("mine");
            // the lease of four seconds, and not the load timeout of thirty
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
        }
    }

    /** Caught a planted bug: a tombstone that does not void the running load. */
    @Test
    void saving_processKilledWhileAnotherLoads_nothingOldIsStored(RedisServer server) throws Exception {
        start(server, 1);
        try (DkRedis redis = connect(server);
                DkRedis other = connect(server)) {
            NamedCache<String, String> cache = redis.cache("faults", String.class, CacheWorker.options());
            NamedCache<String, String> there = other.cache("faults", String.class, CacheWorker.options());
            String value = cache.get("k", key -> {
                workers.get(0).askForEver("save k");
                assertThat(workers.get(0).answer()).isEqualTo("saving");
                workers.get(0).close();
                return "old";
            });
            assertThat(value).isEqualTo("old");
            Await.until(() -> cache.stats().voidedFills() == 1, SOON);
            assertThat(there.find("k").isHit()).isFalse();
            assertThat(there.get("k", key -> "new")).isEqualTo("new");
            Await.until(
                    () -> there.get("k", key -> "new").equals("new")
                            && cache.find("k").isHit(),
                    SOON);
            assertThat(cache.get("k")).contains("new");
        }
    }

    /**
     * Without invalidations there is never a reason for a second loader. Caught two planted bugs: a lookup that grants
     * the lease to every caller; a {@code getAll} that loads entries whose lease another caller holds.
     */
    @Test
    void loads_ofOneEntryByManyProcesses_neverOverlap(RedisServer server) throws Exception {
        start(server, 3);
        long seed = seed("loads");
        for (int i = 0; i < workers.size(); i++) {
            workers.get(i).ask("loads " + (seed + i) + " 150");
        }
        List<String[]> runs = new ArrayList<>();
        for (CacheWorker worker : workers) {
            for (String run : worker.answer().split(",")) {
                runs.add(run.split(" "));
            }
        }
        runs.sort(Comparator.comparing((String[] run) -> run[0]).thenComparing(run -> Long.parseLong(run[1])));
        assertThat(runs).hasSizeGreaterThan(100);
        for (int i = 1; i < runs.size(); i++) {
            String[] before = runs.get(i - 1);
            String[] next = runs.get(i);
            if (before[0].equals(next[0])) {
                assertThat(Long.parseLong(next[1]))
                        .as("seed %d, %s: %s to %s, and from %s", seed, next[0], before[1], before[2], next[1])
                        .isGreaterThanOrEqualTo(Long.parseLong(before[2]));
            }
        }
    }

    @Test
    void changes_byManyProcesses_areNeverOutlivedByOldValues(RedisServer server) throws Exception {
        check(server, 60);
    }

    @Test
    @Tag("campaign")
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    void changes_byManyProcessesForLong_areNeverOutlivedByOldValues(RedisServer server) throws Exception {
        check(server, 1_000);
    }

    /** Caught a planted bug: an invalidator that removes the entries before the body, and sets no tombstones. */
    @Test
    void transactions_committedRolledBackAndKilled_areNeverOutlivedByOldRows(RedisServer server) throws Exception {
        transactions(server, 20);
    }

    @Test
    @Tag("campaign")
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    void transactions_committedRolledBackAndKilledForLong_areNeverOutlivedByOldRows(RedisServer server)
            throws Exception {
        transactions(server, 1_000);
    }

    private void transactions(RedisServer server, int rounds) throws Exception {
        Server database =
                Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        String url = "jdbc:h2:tcp://127.0.0.1:" + database.getPort() + "/mem:rows;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000";
        try (DkRedis redis = connect(server)) {
            Rows.create(url, 3);
            start(server, 4);
            long seed = seed("transactions");
            for (int i = 0; i < 2; i++) {
                workers.get(i).ask("transactions " + url + " " + (seed + i) + " " + rounds);
            }
            kill(redis, url, workers.get(2), "open");
            kill(redis, url, workers.get(3), "committed");
            long operations = 0;
            for (CacheWorker worker : workers.subList(0, 2)) {
                operations += operationsWithoutViolation(worker, seed);
            }
            System.out.println("CacheProcessesTest, transactions: " + operations + " operations, no violation");
        } finally {
            database.stop();
        }
    }

    /** Kills a process inside its transaction; afterwards no reader finds a row that is older than the database's. */
    private static void kill(DkRedis redis, String url, CacheWorker worker, String moment) throws Exception {
        NamedCache<String, Long> cache =
                redis.cache("rows", Long.class, CacheOptions.defaults().nearCache(100));
        worker.askForEver("die " + url + " 1 " + moment);
        assertThat(worker.answer()).isEqualTo("dying");
        if (moment.equals("open")) {
            cache.find("1"); // the tombstone stands: what is loaded now is not kept
            assertThat(cache.find("1").isHit()).isFalse();
        }
        worker.close();
        long committed = Rows.read(url, "1");
        Await.until(
                () -> {
                    try {
                        return cache.get("1", key -> Rows.read(url, key)) >= committed;
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                SOON);
        // other writers only raise the version, so no reader may ever go back behind it
        for (int i = 0; i < 100; i++) {
            assertThat(cache.get("1", key -> Rows.read(url, key))).isGreaterThanOrEqualTo(committed);
        }
    }

    private void check(RedisServer server, int rounds) throws Exception {
        start(server, 3);
        long seed = seed("changes");
        for (int i = 0; i < workers.size(); i++) {
            workers.get(i).ask("check " + (seed + i) + " " + rounds);
        }
        long operations = 0;
        for (CacheWorker worker : workers) {
            operations += operationsWithoutViolation(worker, seed);
        }
        System.out.println("CacheProcessesTest, changes: " + operations + " operations, no violation");
    }

    private static long operationsWithoutViolation(CacheWorker worker, long seed) throws Exception {
        String answer = worker.answer();
        assertThat(answer).as("seed " + seed).startsWith("none ");
        return Long.parseLong(answer.substring("none ".length()));
    }
}
