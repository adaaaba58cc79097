package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Several processes on the same caches. Planted once, and caught by the checker: a {@code remove} that leaves the fill lease, so
 * that an old version is stored after it.
 */
@RedisTest
@Timeout(90)
class CacheFleetTest {

    private final List<CacheWorker> workers = new ArrayList<>();

    private void start(RedisServer server, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            workers.add(CacheWorker.start(server.uri().toString()));
        }
        for (CacheWorker worker : workers) {
            assertThat(worker.answer()).isEqualTo("ready");
        }
    }

    @AfterEach
    void stop() {
        workers.forEach(CacheWorker::close);
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
        try (DkRedis redis = DkRedis.connect(server.uri().toString())) {
            Cache<String> cache = redis.cache("faults", String.class, CacheWorker.options());
            cache.get("warm", key -> "up");
            workers.get(0).ask("hang k");
            assertThat(workers.get(0).answer()).isEqualTo("loading");
            workers.get(0).close();
            long begin = System.nanoTime();
            assertThat(cache.get("k", key -> "mine")).isEqualTo("mine");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
            assertThat(cache.stats().waits()).isPositive();
        }
    }

    @Test
    void changes_byManyProcesses_areNeverOutlivedByOldValues(RedisServer server) throws Exception {
        start(server, 3);
        long seed = System.nanoTime() & 0xffff;
        for (CacheWorker worker : workers) {
            worker.ask("check " + ++seed + " 300");
        }
        for (CacheWorker worker : workers) {
            assertThat(worker.answer()).as("seed " + seed).isEqualTo("none");
        }
    }
}
