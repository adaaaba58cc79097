package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.OutcomeUnknownException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Fault;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The cache during faults of the connection, of loaders and of other clients; and the freshness of entries. One server
 * is enough; {@link CacheTest} and {@link CacheMemoryTest} run the scripts on every server.
 */
@RedisTest(servers = RedisTest.Servers.FIRST)
@Timeout(60)
class CacheFaultTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final CacheOptions TEXT =
            CacheOptions.defaults().codec(Codec.string()).jitter(0);

    private RedisServer server;
    private FaultProxy proxy;
    private DkRedis redis;
    private DkRedis other;

    @BeforeEach
    void connect(RedisServer server, FaultProxy proxy) {
        this.server = server;
        this.proxy = proxy;
        redis = DkRedis.connect(proxy.uri().toString());
        other = DkRedis.connect(server.uri().toString());
    }

    @AfterEach
    void close() {
        redis.close();
        other.close();
    }

    /** Waits until the generation is tracked, so that the next script is that of the operation under test. */
    private static void awaitTrackedGeneration(NamedCache<String, String> cache) {
        Await.until(
                () -> {
                    cache.find("warm");
                    return Warm.isTracked(cache);
                },
                SOON);
    }

    @Test
    void remove_whileAnotherClientLoads_voidsTheLoad() throws Exception {
        removeWhileAnotherClientLoads(() -> {});
    }

    /** Caught a real defect: when the inbox opened, messages that were published before were not made up for. */
    @Test
    void remove_beforeTheInboxIsOpen_isNoticedWhenItOpens() throws Exception {
        Fault closed = proxy.onEach("SUBSCRIBE").cutBefore();
        removeWhileAnotherClientLoads(closed::cancel);
    }

    private void removeWhileAnotherClientLoads(Runnable afterTheRemoval) throws Exception {
        NamedCache<String, String> cache = redis.cache("c", String.class, TEXT);
        NamedCache<String, String> there = other.cache("c", String.class, TEXT);
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<String> first = Background.run(() -> cache.get("k", key -> {
            loading.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "old";
        }));
        loading.await();

        there.remove("k");
        assertThat(there.get("k", key -> "new")).isEqualTo("new");
        afterTheRemoval.run();
        // Once this client knows of the removal, a new caller does not join the load that began before it and still
        // runs.
        Await.until(
                () -> cache.operations().singleFlight.size() == 0
                        && cache.find("k").isHit(),
                SOON);
        assertThat(cache.get("k", key -> "newer")).isEqualTo("new");
        goOn.countDown();

        assertThat(first.get(9, TimeUnit.SECONDS)).isEqualTo("old");
        assertThat(there.get("k")).contains("new");
        Await.until(() -> cache.stats().voidedFills() == 1, SOON);
    }

    @Test
    void get_loaderOfAnotherClientFails_thisOneLoads() throws Exception {
        NamedCache<String, String> cache = redis.cache("c", String.class, TEXT);
        NamedCache<String, String> there = other.cache("c", String.class, TEXT);
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Throwable> first = Background.run(() -> {
            try {
                there.get("k", key -> {
                    loading.countDown();
                    goOn.await();
                    throw new IOException("no database");
                });
                return new AssertionError();
            } catch (Exception e) {
                return e;
            }
        });
        loading.await();
        CompletableFuture<String> second = Background.run(() -> cache.get("k", key -> "mine"));
        Await.until(() -> cache.stats().waits() > 0, SOON);

        goOn.countDown();

        assertThat(first.get(9, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
        assertThat(second.get(9, TimeUnit.SECONDS)).isEqualTo("mine");
    }

    @Test
    void get_staleEntry_isServedAndRefreshedOnce() {
        CacheOptions stale = TEXT.ttl(Duration.ofMillis(200)).staleWindow(Duration.ofMinutes(1));
        NamedCache<String, String> cache = redis.cache("s", String.class, stale);
        AtomicInteger loads = new AtomicInteger();
        CacheLoader<String, String> loader = key -> "v" + loads.incrementAndGet();
        assertThat(cache.get("k", loader)).isEqualTo("v1");
        Await.until(() -> cache.find("k").isHit(), SOON);
        Await.until(
                () -> {
                    String value = cache.get("k", loader);
                    assertThat(value).startsWith("v");
                    return cache.stats().staleServed() > 0;
                },
                SOON);
        Await.until(() -> loads.get() > 1 && cache.get("k").equals(Optional.of("v" + loads.get())), SOON);
    }

    @Test
    void get_keptForErrors_isServedOnlyIfTheLoaderFails() {
        CacheOptions kept = TEXT.ttl(Duration.ofMillis(50)).staleOnError(Duration.ofMinutes(1));
        NamedCache<String, String> cache = redis.cache("e", String.class, kept);
        cache.put("k", "old");
        Await.until(() -> !cache.find("k").isHit(), SOON);
        assertThat(cache.get("k", key -> {
                    throw new IllegalStateException("no database");
                }))
                .isEqualTo("old");
        assertThat(cache.get("k", key -> "new")).isEqualTo("new");
    }

    @Test
    void get_earlyRefresh_refreshesBeforeTheEnd() {
        NamedCache<String, String> cache =
                redis.cache("x", String.class, TEXT.ttl(Duration.ofSeconds(8)).earlyRefresh(10));
        AtomicInteger loads = new AtomicInteger();
        CacheLoader<String, String> loader = key -> {
            Thread.sleep(300); // the loader's work
            return "v" + loads.incrementAndGet();
        };
        Await.until(
                () -> {
                    cache.get("k", loader);
                    return loads.get() > 1;
                },
                SOON);
        assertThat(cache.stats().staleServed()).isZero();
        assertThat(cache.stats().misses()).isEqualTo(1); // the entry has not ended before it was refreshed
    }

    @Test
    void get_redisGoesAwayAndComesBack_loadsMeanwhile() {
        redis.close();
        redis = DkRedis.builder()
                .uri(proxy.uri().toString())
                .timeout(Duration.ofSeconds(2)) // the first load waits for it
                .connect();
        NamedCache<String, String> cache = redis.cache("c", String.class, TEXT);
        NamedCache<String, String> strict =
                redis.cache("strict", String.class, TEXT.whenUnavailable(UnavailablePolicy.FAIL));
        cache.put("k", "cached");
        proxy.refuse();
        proxy.cut();

        assertThat(cache.get("k", key -> "loaded")).isEqualTo("loaded");
        assertThat(cache.getAll(List.of("k"), keys -> Map.of("k", "all"))).isEqualTo(Map.of("k", "all"));
        assertThatThrownBy(() -> strict.get("k", key -> "loaded")).isInstanceOf(RedisUnavailableException.class);
        assertThatThrownBy(() -> cache.find("k")).isInstanceOf(RedisUnavailableException.class);
        assertThat(cache.stats().loadsWhileAway()).isEqualTo(2);

        proxy.accept();
        Await.until(() -> cache.get("k", key -> "loaded").equals("cached"), SOON);
    }

    @Test
    void get_repliesAreLost_isStillOneLoadThatIsStored() {
        NamedCache<String, String> cache = redis.cache("c", String.class, TEXT);
        cache.get("warm", key -> "up");
        awaitTrackedGeneration(cache);
        AtomicInteger loads = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            String key = "k" + i;
            proxy.onNext("EVALSHA")
                    .dropReply(); // of the lookup, which is repeated and finds that it holds the lease already
            assertThat(cache.get(key, k -> {
                        loads.incrementAndGet();
                        return "v";
                    }))
                    .isEqualTo("v");
            Await.until(() -> other.cache("c", String.class, TEXT).find(key).isHit(), SOON);
        }
        assertThat(loads).hasValue(3);
        assertThat((List<?>) server.command("KEYS", "dkredis:cache-fill*")).isEmpty();
    }

    @Test
    void put_replyIsLost_isUnknownAndRemoveIsRepeated() {
        NamedCache<String, String> cache = redis.cache("c", String.class, TEXT);
        cache.put("k", "1");
        cache.remove("k");
        awaitTrackedGeneration(cache);
        proxy.onNext("EVALSHA").dropReply();
        assertThatThrownBy(() -> cache.put("k", "2")).isInstanceOf(OutcomeUnknownException.class);
        awaitTrackedGeneration(cache);
        cache.put("k", "3");
        proxy.onNext("EVALSHA").dropReply();
        assertThat(cache.remove("k")).isFalse(); // the reply of the second run
        assertThat(cache.find("k").isHit()).isFalse();
    }

    /** Caught a real defect: a tombstone that was sent twice shortened that of another caller. */
    @Test
    void saving_tombstoneIsRepeated_keepsTheLongerLimitOfAnotherCaller() {
        CacheInvalidator brief = redis.invalidator().transactionLimit(Duration.ofSeconds(5));
        brief.saving(() -> List.of("k"), () -> null); // so that the server knows the scripts
        other.invalidator().saving(() -> List.of("k"), () -> {
            proxy.onNext("EVALSHA").dropReply();
            return brief.saving(() -> List.of("k"), () -> {
                String tombstone = String.valueOf(((List<?>) server.command("KEYS", "dkredis:cache-fill:*")).get(0));
                assertThat((Long) server.command("PTTL", tombstone)).isGreaterThan(30_000);
                return null;
            });
        });
    }

    @Test
    void get_serverIsFull_loadsAndRemovesStillWork() {
        NamedCache<String, String> cache = redis.cache("c", String.class, TEXT);
        cache.put("k", "1");
        server.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
        server.command("CONFIG", "SET", "maxmemory", "1");
        assertThat(cache.get("absent", key -> "loaded")).isEqualTo("loaded");
        assertThat(cache.remove("k")).isTrue();
        server.command("CONFIG", "SET", "maxmemory", "0");
        assertThat(cache.get("absent", key -> "again")).isEqualTo("again");
    }
}
