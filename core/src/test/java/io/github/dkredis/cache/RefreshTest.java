package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Refreshes in the background: one per key over all clients, with pauses after failures. */
@RedisTest(leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
@Timeout(60)
class RefreshTest {

    private static final Duration SOON = Duration.ofSeconds(15);
    private static final CacheOptions STALE = CacheOptions.defaults()
            .codec(Codec.string())
            .jitter(0)
            .ttl(Duration.ofMillis(1))
            .staleWindow(Duration.ofMinutes(5));

    private RedisServer server;
    private DkRedis redis;
    private DkRedis other;

    @BeforeEach
    void connect(RedisServer server) {
        this.server = server;
        redis = DkRedis.connect(server.uri().toString());
        other = DkRedis.connect(server.uri().toString());
    }

    @AfterEach
    void close() {
        redis.close();
        other.close();
    }

    private static void awaitStale(NamedCache<String, String> cache, String key) {
        Await.until(
                () -> {
                    long before = cache.stats().staleServed();
                    cache.find(key);
                    return cache.stats().staleServed() > before;
                },
                SOON);
    }

    /** A former defect: a reader that had seen the old value refreshed the new one. */
    @Test
    void refresh_entryHasChangedSinceItWasRead_isDenied() {
        NamedCache<String, String> cache = redis.cache("r", String.class, STALE);
        NamedCache<String, String> there = other.cache("r", String.class, STALE);
        cache.put("k", "old");
        awaitStale(cache, "k");
        ReadResult seen = read(cache);
        there.put("k", "new", Duration.ofMinutes(10));

        assertThat(granted(cache, seen)).isFalse();
        // the same value again, but with a new TTL
        there.put("k", "old", Duration.ofMinutes(10));
        assertThat(granted(cache, seen)).isFalse();
        cache.remove("k");
        assertThat(granted(cache, seen)).isFalse();
        assertThat((List<?>) server.command("KEYS", "dkredis:cache-fill:*")).isEmpty();
    }

    private static ReadResult read(NamedCache<String, String> cache) {
        CacheOperations operations = cache.operations();
        return operations.reader.read(address(cache)).await();
    }

    private static EntryAddress address(NamedCache<String, String> cache) {
        return cache.operations().keySpaces.current().await().address("k");
    }

    private boolean granted(NamedCache<String, String> cache, ReadResult seen) {
        CacheContext context = new CacheContext(
                "refresh",
                new CacheResources(cache.operations().client()),
                EntryFormat.named(Codec.string(), String.class),
                STALE,
                new StatsCounter());
        StaleEntry entry = new StaleEntry(address(cache), Objects.requireNonNull(seen.version()));
        FillLeases leases = new FillLeases(context);
        return leases.requestToRefresh(List.of(entry), leases.newToken())
                        .await()
                        .get(0)
                >= 0;
    }

    @Test
    void refresh_manyStaleEntriesAndTwoClients_areRefreshedOnceEach() throws Exception {
        CacheOptions options = STALE.ttl(Duration.ofMinutes(10));
        NamedCache<String, String> cache = redis.cache("r", String.class, options);
        NamedCache<String, String> there = other.cache("r", String.class, options);
        List<String> keys = IntStream.range(0, 16).mapToObj(i -> "k" + i).toList();
        for (String key : keys) {
            cache.put(key, "old", Duration.ofMillis(1));
            awaitStale(cache, key);
        }
        AtomicInteger loads = new AtomicInteger();
        List<Thread> readers = new ArrayList<>();
        for (NamedCache<String, String> one : List.of(cache, there)) {
            Thread reader = new Thread(() -> {
                while (!keys.stream()
                        .allMatch(key -> "new".equals(one.get(key, k -> {
                            loads.incrementAndGet();
                            return "new";
                        })))) {
                    Thread.onSpinWait();
                }
            });
            readers.add(reader);
            reader.start();
        }
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(loads).hasValue(16);
    }

    /** A former defect: every reader tried again at once, 3,740 times a second. */
    @Test
    void refresh_fails_pausesInAllClients() {
        NamedCache<String, String> cache = redis.cache("r", String.class, STALE);
        NamedCache<String, String> there = other.cache("r", String.class, STALE);
        cache.put("k", "old");
        awaitStale(cache, "k");
        AtomicInteger loads = new AtomicInteger();
        long begin = System.nanoTime();
        do {
            for (NamedCache<String, String> one : List.of(cache, there)) {
                assertThat(one.get("k", key -> {
                            loads.incrementAndGet();
                            throw new IllegalStateException("no database");
                        }))
                        .isEqualTo("old");
            }
        } while (loads.get() < 2 && System.nanoTime() - begin < 10_000_000_000L);
        // the second attempt came after a pause of 750 ms at least, and the next one is due after twice that
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(700));
        Await.until(() -> pause().startsWith("b:2:"), SOON);
        assertThat(cache.stats().loadFailures() + there.stats().loadFailures()).isEqualTo(2);

        // the pause holds up neither a load after a removal, nor changes
        cache.remove("k");
        assertThat(there.get("k", key -> "new")).isEqualTo("new");
        assertThat(cache.stats().loadFailures() + there.stats().loadFailures()).isEqualTo(2);
    }

    private String pause() {
        List<?> leases = (List<?>) server.command("KEYS", "dkredis:cache-fill:*");
        return leases.isEmpty() ? "" : String.valueOf(server.command("GET", String.valueOf(leases.get(0))));
    }

    @Test
    void get_entryIsGoneDuringThePauseOfARefresh_isLoadedAtOnce() {
        NamedCache<String, String> cache = redis.cache("r", String.class, STALE);
        cache.put("k", "old");
        awaitStale(cache, "k");
        assertThat(cache.get("k", key -> {
                    throw new IllegalStateException("no database");
                }))
                .isEqualTo("old");
        Await.until(() -> pause().startsWith("b:1:"), SOON);
        server.command("DEL", address(cache).redisKey()); // as if it had been evicted
        assertThat(cache.get("k", key -> "new")).isEqualTo("new");
    }

    /** A former defect: four refreshes that hang stopped those of all caches. */
    @Test
    void refresh_loadersOfAnotherCacheHang_goesOn() {
        NamedCache<String, String> slow = redis.cache("slow", String.class, STALE);
        NamedCache<String, String> quick = redis.cache("quick", String.class, STALE.ttl(Duration.ofMinutes(10)));
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger hanging = new AtomicInteger();
        for (int i = 0; i < 20; i++) {
            String key = "k" + i;
            slow.put(key, "old");
            awaitStale(slow, key);
            slow.get(key, k -> {
                hanging.incrementAndGet();
                uninterrupted(goOn);
                return "new";
            });
        }
        Await.until(() -> hanging.get() == 16, SOON); // the loader concurrency
        quick.put("k", "old", Duration.ofMillis(1));
        awaitStale(quick, "k");
        Await.until(() -> "new".equals(quick.get("k", key -> "new")), SOON);
        assertThat(hanging).hasValue(16);
        goOn.countDown();
    }

    /** A former defect: the permits of refreshes that the executor had discarded were never released. */
    @Test
    void refresh_executorRejects_isTriedAgain() {
        AtomicBoolean full = new AtomicBoolean(true);
        AtomicInteger rejected = new AtomicInteger();
        NamedCache<String, String> cache = redis.cache(
                "r",
                String.class,
                STALE.ttl(Duration.ofMinutes(10)).loaderConcurrency(1).refreshExecutor(task -> {
                    if (full.get()) {
                        rejected.incrementAndGet();
                        throw new RejectedExecutionException();
                    }
                    new Thread(task).start();
                }));
        cache.put("k", "old", Duration.ofMillis(1));
        awaitStale(cache, "k");
        for (int i = 0; i < 10; i++) {
            assertThat(cache.get("k", key -> "new")).isEqualTo("old");
        }
        assertThat(rejected).hasValue(10);
        full.set(false);
        Await.until(() -> "new".equals(cache.get("k", key -> "new")), SOON);
    }

    /** As the one before, with an executor that discards tasks without a word: the claim of the task expires. */
    @Test
    void refresh_executorDiscards_isTriedAgain() {
        AtomicInteger discarded = new AtomicInteger();
        NamedCache<String, String> cache = redis.cache(
                "r",
                String.class,
                STALE.ttl(Duration.ofMinutes(10)).loaderConcurrency(1).refreshExecutor(task -> {
                    if (discarded.incrementAndGet() > 1) {
                        new Thread(task).start();
                    }
                }));
        cache.put("k", "old", Duration.ofMillis(1));
        awaitStale(cache, "k");
        Await.until(() -> "new".equals(cache.get("k", key -> "new")), Duration.ofSeconds(30));
        assertThat(discarded.get()).isGreaterThan(1);
    }

    private static void uninterrupted(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
