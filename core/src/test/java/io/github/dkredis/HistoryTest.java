package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Direction;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Runs thousands of writes across random cuts and checks them against the value in Redis afterwards. Each write appends
 * one number to a list, which shows a write that was lost and one that ran twice. One server is enough, since the cuts
 * decide and not what the server knows.
 */
@RedisTest(
        servers = RedisTest.Servers.FIRST,
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class HistoryTest {

    private static final int THREADS = 8;
    private static final int OPERATIONS = 300;
    private static final int CUTS = 20;
    private static final long SEED = 20261105;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    /**
     * Planted: a lost connection was reported as "unavailable" instead of "unknown" (writes that were reported as not
     * done had been applied), and every request was sent again, whatever its retry policy (the counter ran ahead of the
     * reports).
     */
    @Test
    void writes_acrossRandomCuts_areAppliedOrReported(RedisServer server, FaultProxy proxy) throws Exception {
        AtomicInteger done = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
        try (DkRedis redis = DkRedis.builder()
                .uri(proxy.uri().toString())
                .timeout(Duration.ofSeconds(20))
                .connect()) {
            List<Future<?>> writers = IntStream.range(0, THREADS)
                    .<Future<?>>mapToObj(thread -> threads.submit(() -> write(redis, thread, done)))
                    .toList();
            threads.submit(() -> cut(proxy, done)).get();
            for (Future<?> writer : writers) {
                writer.get();
            }
            check(server);
        } finally {
            threads.shutdownNow();
        }
    }

    private void write(DkRedis redis, int thread, AtomicInteger done) {
        for (int i = 0; i < OPERATIONS; i++) {
            String id = thread + "-" + i;
            try {
                if (i % 2 == 0) {
                    redis.values().set("set:" + id, "written");
                } else {
                    redis.atomics().update("counter:" + thread, old -> old == null ? id : old + "," + id);
                }
                acknowledged.add(id);
            } catch (OutcomeUnknownException e) {
                unknown.add(id);
            } catch (RedisUnavailableException e) {
                refused.add(id);
            }
            done.incrementAndGet();
        }
    }

    /** Cuts the connection after each twentieth of the work, at a random byte. */
    private static void cut(FaultProxy proxy, AtomicInteger done) {
        Random random = new Random(SEED);
        int total = THREADS * OPERATIONS;
        for (int cut = 1; cut <= CUTS; cut++) {
            int from = total * cut / (CUTS + 2);
            Await.until(() -> done.get() >= from, Duration.ofMinutes(1));
            switch (random.nextInt(4)) {
                case 0 -> proxy.cut();
                case 1 -> proxy.reset();
                case 2 -> proxy.cutAfter(Direction.REPLIES, random.nextInt(400));
                default -> proxy.cutAfter(Direction.REQUESTS, random.nextInt(400));
            }
        }
    }

    private void check(RedisServer server) {
        Set<String> applied = new HashSet<>();
        for (int thread = 0; thread < THREADS; thread++) {
            for (int i = 0; i < OPERATIONS; i += 2) {
                if (Long.valueOf(1).equals(server.command("EXISTS", "set:" + thread + "-" + i))) {
                    applied.add(thread + "-" + i);
                }
            }
            String written = String.valueOf(server.command("GET", "counter:" + thread));
            List<String> ids = List.of(written.split(","));
            assertThat(ids).as("seed %d: each once", SEED).doesNotHaveDuplicates();
            applied.addAll(ids);
        }
        assertThat(acknowledged)
                .as("seed %d: acknowledged writes are there", SEED)
                .isSubsetOf(applied);
        assertThat(refused).as("seed %d: refused writes are not there", SEED).doesNotContainAnyElementsOf(applied);
        assertThat(acknowledged.size() + unknown.size() + refused.size()).isEqualTo(THREADS * OPERATIONS);
        assertThat(unknown).as("some cuts hit a write").isNotEmpty();
    }
}
