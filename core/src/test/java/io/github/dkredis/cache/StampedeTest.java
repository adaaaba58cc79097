package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A thousand callers of one missing entry. Caught three planted bugs: no fill lease, no single flight in the client,
 * waiting clients that are not notified.
 */
@RedisTest
@Timeout(60)
class StampedeTest {

    private static final int CLIENTS = 4;
    private static final int CALLERS = 250;

    @Test
    void get_aThousandCallersOfFourClients_isOneLoadAndFewCommands(RedisServer server) throws Exception {
        List<DkRedis> clients = new ArrayList<>();
        List<NamedCache<String, String>> caches = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            DkRedis redis = DkRedis.connect(server.uri().toString());
            clients.add(redis);
            NamedCache<String, String> cache = redis.cache(
                    "stampede",
                    String.class,
                    CacheOptions.defaults().codec(Codec.string()).fillLease(Duration.ofMinutes(1)));
            caches.add(cache);
            cache.get("warm" + i, key -> "up");
            Warm.up(server, cache);
        }
        for (int round = 0; round < 3; round++) {
            String key = "k" + round;
            AtomicInteger loads = new AtomicInteger();
            long waited = waits(caches);
            ConcurrentLinkedQueue<Object> results = new ConcurrentLinkedQueue<>();
            CountDownLatch start = new CountDownLatch(1);
            List<Thread> threads = new ArrayList<>();
            for (NamedCache<String, String> cache : caches) {
                for (int i = 0; i < CALLERS; i++) {
                    Thread thread = new Thread(
                            null,
                            () -> {
                                try {
                                    start.await();
                                    results.add(String.valueOf(cache.get(key, k -> {
                                        loads.incrementAndGet();
                                        allWait(caches, waited);
                                        return "loaded";
                                    })));
                                } catch (Throwable e) {
                                    results.add(e);
                                }
                            },
                            "caller",
                            256 << 10);
                    threads.add(thread);
                    thread.start();
                }
            }
            server.resetStats();
            long before = commands(server);
            long begin = System.nanoTime();
            start.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            long millis = (System.nanoTime() - begin) / 1_000_000;
            long commands = commands(server) - before;
            System.out.println("STAT stampede: " + loads + " loads, " + millis + " ms, " + commands + " commands");
            assertThat(results).hasSize(CLIENTS * CALLERS).containsOnly("loaded");
            assertThat(loads).hasValue(1);
            if (round > 0) { // up to fifty on an idle machine; waiting clients poll, so a slow one adds some
                assertThat(commands).isLessThanOrEqualTo(100);
            }
        }
        clients.forEach(DkRedis::close);
    }

    /** The loader's work: it lasts until all callers wait, because a later caller is a hit, which costs a command. */
    private static void allWait(List<NamedCache<String, String>> caches, long before) {
        Await.until(() -> waits(caches) - before >= CLIENTS * CALLERS - 1, Duration.ofSeconds(20));
    }

    private static long waits(List<NamedCache<String, String>> caches) {
        return caches.stream().mapToLong(cache -> cache.stats().waits()).sum();
    }

    /** Without the heartbeats of the connections. */
    private static long commands(RedisServer server) {
        long heartbeats = server.calls("ping");
        return String.valueOf(server.command("INFO", "stats"))
                .lines()
                .filter(line -> line.startsWith("total_commands_processed:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).trim()) - heartbeats)
                .sum();
    }
}
