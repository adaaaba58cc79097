package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.CodecException;
import io.github.dkredis.DkRedis;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A {@code getAll} with a loader is as good as a {@code get} with a loader, for any number of keys. */
@RedisTest(leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
@Timeout(60)
class BulkLoadTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    /** Leases stand for far longer than the tests wait, so that a lease that is left behind is found. */
    private static final CacheOptions TEXT =
            CacheOptions.defaults().codec(Codec.string()).jitter(0).fillLease(Duration.ofMinutes(10));

    private RedisServer server;
    private FaultProxy proxy;
    private DkRedis redis;
    private NamedCache<String, String> cache;
    private final AtomicInteger loads = new AtomicInteger();

    @BeforeEach
    void connect(RedisServer server, FaultProxy proxy) {
        this.server = server;
        this.proxy = proxy;
        redis = DkRedis.connect(server.uri().toString());
        cache = redis.cache("c", String.class, TEXT);
        cache.get("warm", key -> "up");
        Warm.up(server, cache);
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private static List<String> keys(int count) {
        return IntStream.range(0, count).mapToObj(i -> "k" + i).toList();
    }

    private Map<String, String> load(Set<String> missing) {
        loads.incrementAndGet();
        return missing.stream().collect(Collectors.toMap(Function.identity(), key -> "v" + key));
    }

    private void assertNothingIsHeld() {
        // a lease ends in Redis before the client ends the flight
        Await.until(
                () -> server.command("KEYS", "dkredis:cache-fill:*").equals(List.of())
                        && cache.operations().singleFlight.size() == 0,
                SOON);
    }

    @Test
    void getAll_aThousandKeys_isOneLoadAndAFewCommands() {
        List<String> keys = keys(1_000);
        server.resetStats();
        Map<String, String> cold = cache.getAll(keys, this::load);
        assertThat(cold).hasSize(1_000).containsEntry("k7", "vk7");
        assertThat(List.copyOf(cold.keySet())).isEqualTo(keys);
        assertNothingIsHeld();
        assertThat(loads).hasValue(1);
        assertThat(server.calls("mget")).isEqualTo(1);
        // eight lookups and eight fills; each of them once more while the server does not know the script
        assertThat(server.calls("evalsha") + server.calls("eval")).isBetween(16L, 32L);

        server.resetStats();
        assertThat(cache.getAll(keys, this::load)).isEqualTo(cold);
        assertThat(server.calls("mget")).isEqualTo(1);
        assertThat(server.calls("evalsha")).isZero();
        assertThat(loads).hasValue(1);
        assertNothingIsHeld();
    }

    /**
     * A former defect: beyond the bound on requests in flight, values were loaded and not stored. There are more parts
     * than are sent at the same time.
     */
    @Test
    void getAll_moreKeysThanMayBeInFlight_areAllStored() {
        try (DkRedis narrow =
                DkRedis.builder().uri(server.uri().toString()).maxInFlight(8).connect()) {
            loadAndRead(narrow, TEXT, (BulkParts.WINDOW + 8) * BulkParts.SCRIPT_ENTRIES);
        }
    }

    @Test
    @Tag("campaign")
    void getAll_aHundredThousandKeys_areAllStored() {
        loadAndRead(redis, TEXT, 100_000);
    }

    private void loadAndRead(DkRedis client, CacheOptions options, int count) {
        NamedCache<String, String> strict =
                client.cache("strict", String.class, options.whenUnavailable(UnavailablePolicy.FAIL));
        List<String> keys = keys(count);
        assertThat(strict.getAll(keys, this::load)).hasSize(count);
        assertThat(strict.getAll(keys)).hasSize(count);
        assertThat(loads).hasValue(1);
        assertThat(strict.stats().voidedFills()).isZero();
    }

    /** A former defect: an asynchronous bulk load was refused as OVERLOADED. */
    @Test
    void asyncGetAll_moreThanMayBeInFlight_waitsForItsTurn() {
        try (DkRedis narrow =
                DkRedis.builder().uri(server.uri().toString()).maxInFlight(3).connect()) {
            NamedCache<String, String> there = narrow.cache("c", String.class, TEXT);
            assertThat(there.async().getAll(keys(5_000), missing -> CompletableFuture.completedFuture(load(missing))))
                    .succeedsWithin(SOON)
                    .satisfies(found -> assertThat(found).hasSize(5_000));
            assertThat(there.getAll(keys(5_000))).hasSize(5_000);
            assertThat(loads).hasValue(1);
        }
    }

    /** A former defect: one call of the loader for each key. */
    @Test
    void getAll_undecodableEntries_areLoadedTogether() {
        NamedCache<String, Long> numbers = redis.cache("n", Long.class);
        List<String> keys = keys(200);
        numbers.getAll(keys, missing -> missing.stream().collect(Collectors.toMap(key -> key, key -> 1L)));
        for (EntryAddress address :
                numbers.operations().keySpaces.current().await().addresses(List.copyOf(keys))) {
            server.command("SET", address.redisKey(), "no pickle");
        }
        assertThat(numbers.getAll(keys, missing -> {
                    loads.incrementAndGet();
                    return missing.stream().collect(Collectors.toMap(key -> key, key -> 2L));
                }))
                .hasSize(200)
                .containsEntry("k0", 2L);
        assertThat(loads).hasValue(1);
        Await.until(() -> numbers.getAll(keys).values().stream().allMatch(value -> value == 2L), SOON);
    }

    /** A former defect: one call of the loader for each key after the other client's loader had failed. */
    @Test
    void getAll_loaderOfAnotherClientFails_thisOneLoadsAllTogether() throws Exception {
        List<String> keys = keys(200);
        try (DkRedis other = DkRedis.connect(server.uri().toString())) {
            NamedCache<String, String> there = other.cache("c", String.class, TEXT);
            CountDownLatch loading = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            CompletableFuture<Throwable> first = Background.run(() -> {
                try {
                    there.getAll(keys, missing -> {
                        loading.countDown();
                        uninterrupted(goOn);
                        throw new IllegalStateException("no database");
                    });
                    return new AssertionError();
                } catch (IllegalStateException e) {
                    return e;
                }
            });
            loading.await();
            CompletableFuture<Map<String, String>> second = Background.run(() -> cache.getAll(keys, this::load));
            Await.until(() -> cache.stats().waits() == 200, SOON);
            goOn.countDown();

            assertThat(first.get(10, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class);
            assertThat(second.get(10, TimeUnit.SECONDS)).hasSize(200);
            assertThat(loads).hasValue(1);
            assertThat(cache.stats().waits()).isEqualTo(200); // once for each key, in however many rounds
        }
        assertNothingIsHeld();
    }

    private static void uninterrupted(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A former defect: the stack overflowed, because the waits for single keys were nested. */
    @Test
    void getAll_anotherClientLoadsThousandsOfKeys_waitsOnceForAll() throws Exception {
        List<String> keys = keys(3_000);
        try (DkRedis other = DkRedis.connect(server.uri().toString())) {
            NamedCache<String, String> there = other.cache("c", String.class, TEXT);
            CountDownLatch loading = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            CompletableFuture<Map<String, String>> first = Background.run(() -> there.getAll(keys, missing -> {
                loading.countDown();
                uninterrupted(goOn);
                return load(missing);
            }));
            loading.await();
            CompletableFuture<Map<String, String>> second = Background.run(() -> cache.getAll(keys, this::load));
            CompletableFuture<Map<String, String>> third = Background.run(() -> cache.getAll(keys, this::load));
            Await.until(() -> cache.stats().waits() >= 6_000, SOON);
            goOn.countDown();
            for (CompletableFuture<Map<String, String>> one : List.of(first, second, third)) {
                assertThat(one.get(20, TimeUnit.SECONDS)).hasSize(3_000);
            }
            assertThat(loads).hasValue(1);
        }
    }

    /** A former defect: a getAll ignored values that are kept for errors. */
    @Test
    void getAll_keptForErrors_areServedOnlyIfTheLoaderFails() {
        NamedCache<String, String> kept = redis.cache(
                "kept", String.class, TEXT.ttl(Duration.ofMillis(50)).staleOnError(Duration.ofMinutes(1)));
        List<String> keys = keys(3);
        kept.getAll(keys, this::load);
        Await.until(() -> kept.getAll(keys).isEmpty(), SOON);
        assertThat(kept.getAll(keys, missing -> {
                    throw new IllegalStateException("no database");
                }))
                .isEqualTo(load(Set.copyOf(keys)));
        assertThat(kept.stats().staleServed()).isEqualTo(3);
        // one key without such a value: the failure is told
        List<String> more = List.of("k0", "absent");
        assertThatThrownBy(() -> kept.getAll(more, missing -> {
                    throw new IllegalStateException("no database");
                }))
                .hasMessage("no database");
        assertThat(kept.getAll(keys, missing -> Map.of("k0", "new", "k1", "new", "k2", "new")))
                .containsEntry("k1", "new");
        assertNothingIsHeld();
    }

    /** A former defect: a loader call for each stale key. */
    @Test
    void getAll_staleEntries_areServedAndRefreshedTogether() {
        NamedCache<String, String> stale = redis.cache(
                "stale", String.class, TEXT.ttl(Duration.ofMillis(300)).staleWindow(Duration.ofMinutes(1)));
        List<String> keys = keys(100);
        stale.getAll(keys, this::load);
        Await.until(
                () -> {
                    assertThat(stale.getAll(keys)).hasSize(100);
                    return stale.stats().staleServed() >= 100;
                },
                SOON);
        assertThat(stale.getAll(keys, missing -> {
                    loads.incrementAndGet();
                    return missing.stream().collect(Collectors.toMap(key -> key, key -> "new"));
                }))
                .containsEntry("k1", "vk1");
        Await.until(() -> stale.getAll(keys).values().stream().allMatch("new"::equals), SOON);
        assertThat(loads).hasValue(2);
    }

    /** A former defect: early refresh did not apply to getAll. */
    @Test
    void getAll_earlyRefresh_refreshesBeforeTheEnd() {
        NamedCache<String, String> early = redis.cache(
                "early", String.class, TEXT.ttl(Duration.ofSeconds(20)).earlyRefresh(10));
        List<String> keys = keys(3);
        Await.until(
                () -> {
                    early.getAll(keys, missing -> {
                        work();
                        return load(missing);
                    });
                    return loads.get() > 1;
                },
                SOON);
        assertThat(early.stats().staleServed()).isZero();
    }

    /** Is busy for 300 ms, from which early refresh concludes that loads are slow. */
    private static void work() {
        long end = System.nanoTime() + 300_000_000;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void getAll_valueCannotBeEncoded_failsAndTheOthersAreStored() {
        NamedCache<String, Object> objects = redis.cache("objects", Object.class, TEXT);
        Map<String, Object> loaded = new HashMap<>();
        loaded.put("a", "fine");
        loaded.put("b", new IllegalStateException()); // refused by the codec below
        assertThatThrownBy(() -> objects.getAll(List.of("a", "b"), missing -> loaded))
                .isInstanceOf(CodecException.class);
        assertThat(objects.get("a")).contains("fine");
        assertThat(objects.stats().loads()).isEqualTo(1);
        assertThat(objects.stats().loadFailures()).isZero();
        assertNothingIsHeld();
    }

    @Test
    void putAllAndRemoveAll_manyKeys_takeFewScripts() {
        Map<String, String> entries = new LinkedHashMap<>();
        keys(1_200).forEach(key -> entries.put(key, "put"));
        cache.putAll(entries);
        assertThat(cache.getAll(keys(1_200))).hasSize(1_200).containsEntry("k1199", "put");

        server.resetStats();
        assertThat(cache.removeAll(entries.keySet())).isEqualTo(1_200);
        // ten scripts, each of them once more while the server does not know it
        assertThat(server.calls("evalsha") + server.calls("eval")).isLessThanOrEqualTo(20);
        assertThat(cache.getAll(keys(1_200))).isEmpty();
        assertThat(cache.removeAll(List.of("k1", "k2"))).isZero();
    }

    /** Planted once: a putAll that does not void the loads that began before it. */
    @Test
    void putAll_whileALoadRuns_voidsIt() {
        cache.getAll(List.of("a", "b"), missing -> {
            cache.putAll(Map.of("a", "put"));
            return Map.of("a", "loaded", "b", "loaded");
        });
        Await.until(() -> cache.stats().voidedFills() == 1, SOON);
        assertThat(cache.getAll(List.of("a", "b"))).isEqualTo(Map.of("a", "put", "b", "loaded"));
    }

    @Test
    void putAll_generationEnds_isRepeatedInTheNext() {
        try (DkRedis other = DkRedis.connect(server.uri().toString());
                DkRedis slow = DkRedis.connect(proxy.uri().toString())) {
            NamedCache<String, String> there = slow.cache("c", String.class, TEXT);
            there.find("a");
            other.cache("c", String.class, TEXT).clear();
            there.putAll(Map.of("a", "1", "b", "2"));
            // this client learns by a message that the generation has ended
            Await.until(() -> cache.getAll(List.of("a", "b")).size() == 2, SOON);
        }
    }

    @Test
    void objectCache_bulkChanges_areHonoured() {
        ObjectCache<Object> objects = redis.cache();
        objects.putAll(Map.of("a", 1, 7, "x"));
        assertThat(objects.getAll(List.of("a", 7))).isEqualTo(Map.of("a", 1, 7, "x"));
        assertThat(objects.removeAll(List.of("a", 7, "absent"))).isEqualTo(2);
    }

    @Test
    void getAll_onTheClientsOwnExecutor_doesNotDeadlock() {
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String prefix = "x" + i;
            all.add(cache.async()
                    .get("warm")
                    .thenApply(found -> cache.getAll(List.of(prefix + 1, prefix + 2), this::load)
                            .size())
                    .toCompletableFuture());
        }
        all.forEach(one -> assertThat(one).succeedsWithin(SOON).isEqualTo(2));
    }
}
