package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The counts of {@link CacheStats} are exact. */
@RedisTest(servers = RedisTest.Servers.FIRST)
@Timeout(60)
class CacheStatsTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final CacheOptions TEXT =
            CacheOptions.defaults().codec(Codec.string()).jitter(0);

    private RedisServer server;
    private DkRedis redis;
    private NamedCache<String, String> cache;

    @BeforeEach
    void connect(RedisServer server) {
        this.server = server;
        redis = DkRedis.connect(server.uri().toString());
        cache = redis.cache("s", String.class, TEXT);
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private void assertCounts(long farHits, long misses, long loads, long loadFailures) {
        CacheStats stats = cache.stats();
        assertThat(List.of(stats.farHits(), stats.misses(), stats.loads(), stats.loadFailures()))
                .as(stats.toString())
                .containsExactly(farHits, misses, loads, loadFailures);
    }

    private void reaches(ToLongFunction<CacheStats> part, long count) {
        Await.until(() -> part.applyAsLong(cache.stats()) == count, SOON, () -> String.valueOf(cache.stats()));
    }

    @Test
    void reads_hitsNullsAndMisses_countOnceEach() {
        cache.put("a", "1");
        cache.put("null", null);
        assertCounts(0, 0, 0, 0);
        cache.find("a");
        cache.get("a");
        cache.getOrDefault("a", "x");
        cache.get("a", key -> "x");
        cache.find("null");
        cache.getAll(List.of("a", "null", "absent"));
        assertCounts(7, 1, 0, 0);
        cache.find("absent");
        cache.get("absent");
        cache.getOrDefault("null", "x");
        assertCounts(8, 3, 0, 0);
        assertThat(cache.stats().hitRatio()).isEqualTo(8 / 11.0);
        assertThat(cache.stats().nearHits()
                        + cache.stats().waits()
                        + cache.stats().staleServed())
                .isZero();
    }

    @Test
    void loads_oneOrMany_countWithTheirTime() {
        long begin = System.nanoTime();
        cache.get("a", key -> work("1"));
        assertCounts(0, 1, 1, 0);
        assertThat(cache.stats().loadTime()).isGreaterThanOrEqualTo(Duration.ofMillis(5));
        cache.getAll(List.of("a", "b", "c"), missing -> Map.of("b", work("2")));
        assertCounts(1, 3, 2, 0);
        assertThatThrownBy(() -> cache.get("x", key -> {
                    work("3");
                    throw new IOException("no database");
                }))
                .hasCauseInstanceOf(IOException.class);
        assertCounts(1, 4, 2, 1);
        assertThat(cache.stats().loadTime())
                .isBetween(Duration.ofMillis(15), Duration.ofNanos(System.nanoTime() - begin));
        assertThat(cache.stats().voidedFills()).isZero();
    }

    /** Is busy for five milliseconds. */
    private static String work(String value) {
        long end = System.nanoTime() + 5_000_000;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        return value;
    }

    @Test
    void nearHits_countApart() {
        cache = redis.cache("near", String.class, TEXT.nearCache(10));
        cache.put("a", "1");
        Await.until(
                () -> {
                    cache.get("a");
                    return cache.stats().nearHits() > 0;
                },
                SOON);
        CacheStats before = cache.stats();
        cache.find("a");
        cache.get("a");
        cache.getOrDefault("a", "x");
        cache.get("a", key -> "x");
        cache.getAll(List.of("a", "a"));
        assertThat(cache.stats().nearHits() - before.nearHits()).isEqualTo(5);
        assertThat(cache.stats().farHits()).isEqualTo(before.farHits());
    }

    @Test
    void waits_inThisClientAndInAnother_count() throws Exception {
        try (DkRedis other = DkRedis.connect(server.uri().toString())) {
            NamedCache<String, String> there = other.cache("s", String.class, TEXT);
            Warm.up(server, redis.cache("warm", String.class, TEXT)); // so that the second caller joins the first one
            CountDownLatch loading = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            CompletableFuture<String> first = Background.run(() -> cache.get("k", key -> {
                loading.countDown();
                uninterrupted(goOn);
                return "v";
            }));
            loading.await();
            CompletableFuture<String> second = Background.run(() -> cache.get("k", key -> "x"));
            CompletableFuture<String> third = Background.run(() -> there.get("k", key -> "x"));
            reaches(CacheStats::waits, 1);
            Await.until(() -> there.stats().waits() == 1, SOON);
            goOn.countDown();
            for (CompletableFuture<String> one : List.of(first, second, third)) {
                assertThat(one.get(9, TimeUnit.SECONDS)).isEqualTo("v");
            }
            assertCounts(0, 1, 1, 0);
            assertThat(there.stats().farHits()).isEqualTo(1);
            assertThat(there.stats().misses()).isZero();
            assertThat(there.stats().loads()).isZero();
        }
    }

    private static void uninterrupted(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void stale_withoutALoader_isServedCountedAndNotRefreshed() {
        cache = redis.cache(
                "stale", String.class, TEXT.ttl(Duration.ofMillis(50)).staleWindow(Duration.ofMinutes(5)));
        cache.put("k", "old");
        Await.until(
                () -> {
                    assertThat(cache.get("k")).contains("old");
                    return cache.stats().staleServed() > 0;
                },
                SOON);
        CacheStats before = cache.stats();
        assertThat(cache.find("k").value()).isEqualTo("old");
        assertThat(cache.get("k")).contains("old");
        assertThat(cache.getOrDefault("k", "x")).isEqualTo("old");
        assertThat(cache.getAll(List.of("k", "absent"))).containsOnlyKeys("k");
        CacheStats after = cache.stats();
        assertThat(after.staleServed() - before.staleServed()).isEqualTo(4);
        assertThat(after.farHits() - before.farHits()).isEqualTo(4);
        assertThat(after.misses() - before.misses()).isEqualTo(1);
        assertThat(after.loads()).isZero();

        assertThat(cache.get("k", key -> "new")).isEqualTo("old");
        reaches(CacheStats::loads, 1);
        Await.until(() -> cache.get("k").orElseThrow().equals("new"), SOON);
    }

    @Test
    void voidedFills_countOnceEach() {
        for (int i = 1; i <= 3; i++) {
            int round = i;
            cache.get("k", key -> {
                if (round == 1) {
                    cache.remove("k");
                } else if (round == 2) {
                    cache.put("k", "put");
                    cache.remove("k");
                } else {
                    server.command("DEL", "dkredis:cache-fill:{" + entry() + "}"); // as if the lease had ended
                }
                return "loaded";
            });
            reaches(CacheStats::voidedFills, i);
            assertThat(cache.find("k").isHit()).isFalse();
        }
    }

    private String entry() {
        return cache.operations().keySpaces.current().await().address("k").redisKey();
    }

    @Test
    void undecodable_countsOnceForEachRead() {
        cache = redis.cache("numbers", String.class, CacheOptions.defaults());
        cache.put("k", "v");
        server.command("SET", entry(), "no pickle");
        cache.find("k");
        cache.getAll(List.of("k"));
        assertCounts(0, 2, 0, 0);
        assertThat(cache.stats().undecodable()).isEqualTo(2);
        assertThat(cache.get("k", key -> "loaded")).isEqualTo("loaded");
        assertThat(cache.stats().undecodable()).isEqualTo(3);
        assertCounts(0, 3, 1, 0);
    }
}
