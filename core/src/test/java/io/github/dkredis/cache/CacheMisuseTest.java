package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.LoadFailedException;
import io.github.dkredis.LoadTimeoutException;
import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Invalid calls, and loaders that fail or ask for themselves. */
@RedisTest(servers = RedisTest.Servers.FIRST)
@Timeout(60)
class CacheMisuseTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    /** Leases stand for far longer than the tests wait, so that a lease that is left behind is found. */
    private static final CacheOptions TEXT =
            CacheOptions.defaults().codec(Codec.string()).fillLease(Duration.ofMinutes(10));

    private static final Duration THOUSAND_YEARS = Duration.ofDays(365_000);
    private static final List<Duration> INVALID_TTLS = List.of(
            Duration.ZERO,
            Duration.ofMillis(-1),
            Duration.ofNanos(1),
            Duration.ofNanos(999_999),
            Duration.ofSeconds(Long.MAX_VALUE),
            Duration.ofSeconds(Long.MIN_VALUE));

    private RedisServer server;
    private DkRedis redis;
    private NamedCache<String, String> cache;

    @BeforeEach
    void connect(RedisServer server) {
        this.server = server;
        redis = DkRedis.connect(server.uri().toString());
        cache = redis.cache("c", String.class, TEXT);
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private List<ThrowingCallable> withKey(String key) {
        Map<String, String> nothing = Map.of();
        return List.of(
                () -> cache.find(key),
                () -> cache.get(key),
                () -> cache.get(key, k -> "x"),
                () -> cache.getOrDefault(key, "x"),
                () -> cache.getAll(Arrays.asList("a", key)),
                () -> cache.getAll(Arrays.asList("a", key), keys -> nothing),
                () -> cache.put(key, "x"),
                () -> cache.put(key, "x", Duration.ofSeconds(1)),
                () -> cache.remove(key),
                () -> cache.entry(key),
                () -> cache.async().find(key),
                () -> cache.async().get(key, k -> CompletableFuture.completedFuture("x")),
                () -> cache.async().getAll(Arrays.asList("a", key)),
                () -> cache.async().put(key, "x"),
                () -> cache.async().remove(key));
    }

    @Test
    void key_nullEmptyOrInvalidText_isRefusedBeforeAnythingIsSent() {
        server.resetStats();
        for (ThrowingCallable call : withKey(null)) {
            assertThatThrownBy(call).isInstanceOf(NullPointerException.class);
        }
        for (String key : List.of("", "\ud800")) {
            for (ThrowingCallable call : withKey(key)) {
                assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
            }
        }
        assertThat(server.calls("evalsha") + server.calls("eval") + server.calls("get") + server.calls("mget"))
                .isZero();
    }

    @Test
    void ttl_outOfBounds_isRefusedBeforeAnythingIsSent() {
        server.resetStats();
        for (Duration ttl : INVALID_TTLS) {
            List<ThrowingCallable> calls = List.of(
                    () -> cache.put("k", "x", ttl),
                    () -> cache.async().put("k", "x", ttl),
                    () -> redis.cache().put("k", "x", ttl),
                    () -> redis.cache().withTtl(ttl),
                    () -> redis.invalidator().transactionLimit(ttl),
                    () -> TEXT.ttl(ttl),
                    () -> TEXT.nearCache(10, ttl),
                    () -> TEXT.fillLease(ttl),
                    () -> TEXT.loadTimeout(ttl));
            for (ThrowingCallable call : calls) {
                assertThatThrownBy(call).as(ttl.toString()).isInstanceOf(IllegalArgumentException.class);
            }
        }
        assertThat(server.calls("evalsha") + server.calls("eval")).isZero();
    }

    @Test
    void ttl_atTheBounds_isKept() {
        NamedCache<String, String> windows =
                redis.cache("w", String.class, TEXT.staleWindow(THOUSAND_YEARS).staleOnError(THOUSAND_YEARS));
        windows.put("k", "v", THOUSAND_YEARS);
        assertThat(windows.get("k")).contains("v");
        cache.put("k", "v", THOUSAND_YEARS);
        assertThat(cache.get("k")).contains("v");
        assertThat((Long) server.command("PTTL", name("k")))
                .isBetween(THOUSAND_YEARS.toMillis() * 8 / 10, THOUSAND_YEARS.toMillis());
        cache.put("k", "v", Duration.ofMillis(1));
        Await.until(() -> cache.get("k").isEmpty(), SOON);
        cache.put("k", "v", Duration.ofNanos(1_999_999)); // rounded down
        Await.until(() -> cache.get("k").isEmpty(), SOON);
    }

    private String name(String key) {
        return cache.operations().keySpaces.current().await().address(key).redisKey();
    }

    private void assertNothingIsHeld() {
        // a lease ends in Redis before the client ends the flight
        Await.until(
                () -> server.command("KEYS", "dkredis:cache-fill:*").equals(List.of())
                        && cache.operations().singleFlight.size() == 0,
                SOON);
    }

    @Test
    void loader_throwsAnUncheckedException_comesOutAsItIsAndFreesTheEntry() {
        for (Throwable failure : List.of(new IllegalStateException("no"), new AssertionError("no"))) {
            assertThatThrownBy(() -> cache.get("k", key -> sneaky(failure))).isSameAs(failure);
            assertNothingIsHeld();
            assertThatThrownBy(() -> cache.getAll(List.of("k", "l"), keys -> sneaky(failure)))
                    .isSameAs(failure);
            assertNothingIsHeld();
        }
        assertThat(cache.get("k", key -> "v")).isEqualTo("v");
    }

    @Test
    void loader_throwsACheckedException_comesOutAsACauseAndFreesTheEntry() {
        for (Throwable failure : List.of(new IOException("no"), new Throwable("no"))) {
            assertThatThrownBy(() -> cache.get("k", key -> sneaky(failure)))
                    .isInstanceOf(LoadFailedException.class)
                    .cause()
                    .isSameAs(failure);
            assertNothingIsHeld();
            assertThatThrownBy(() -> cache.getAll(List.of("k", "l"), keys -> sneaky(failure)))
                    .isInstanceOf(LoadFailedException.class)
                    .cause()
                    .isSameAs(failure);
            assertNothingIsHeld();
        }
        assertThat(cache.get("k", key -> "v")).isEqualTo("v");
    }

    @SuppressWarnings("unchecked")
    private static <T, X extends Throwable> T sneaky(Throwable failure) throws X {
        throw (X) failure;
    }

    @Test
    void asyncLoader_throwsReturnsNullOrFails_failsTheStageAndFreesTheEntry() {
        RuntimeException failure = new IllegalStateException("no");
        List<Function<String, CompletableFuture<String>>> loaders = List.of(
                key -> {
                    throw failure;
                },
                key -> CompletableFuture.failedFuture(failure),
                key -> null);
        for (Function<String, CompletableFuture<String>> loader : loaders) {
            assertThat(cache.async().get("k", loader)).failsWithin(SOON);
            assertNothingIsHeld();
        }
        assertThat(cache.async().get("k", key -> CompletableFuture.completedFuture("v")))
                .succeedsWithin(SOON)
                .isEqualTo("v");
    }

    @Test
    void bulkLoader_returnsTooFewOrTooMany_missingOnesAreNullAndOthersLeftAside() {
        assertThat(cache.getAll(List.of("a", "b"), keys -> Map.of("b", "1", "stranger", "2")))
                .isEqualTo(mapOf("a", null, "b", "1"));
        assertThat(cache.find("a").isNull()).isTrue();
        assertThat(cache.find("stranger").isHit()).isFalse();
    }

    private static Map<String, String> mapOf(String first, String value, String second, String other) {
        Map<String, String> map = new HashMap<>();
        map.put(first, value);
        map.put(second, other);
        return map;
    }

    @Test
    void bulkLoader_returnsNull_isRefusedAndNothingIsStored() {
        assertThatThrownBy(() -> cache.getAll(List.of("a", "b"), keys -> null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("returned null");
        assertThat(cache.async().getAll(List.of("a"), keys -> CompletableFuture.completedFuture(null)))
                .failsWithin(SOON)
                .withThrowableThat()
                .withCauseInstanceOf(NullPointerException.class);
        assertNothingIsHeld();
        assertThat(cache.getAll(List.of("a", "b"))).isEmpty();
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void bulkLoader_returnsKeysOfAnotherType_isRefusedAndNothingIsStored() {
        for (Map wrong : List.of(Map.of(1, "x"), Collections.singletonMap(null, "x"))) {
            assertThatThrownBy(() -> cache.getAll(List.of("1"), keys -> (Map<String, String>) wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the bulk loader returned a key");
            assertThatThrownBy(() -> redis.cache().getAll(List.of("1"), keys -> (Map<Object, Object>) wrong))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertNothingIsHeld();
        assertThat(cache.find("1").isHit()).isFalse();
        assertThat(redis.cache().find("1").isHit()).isFalse();
    }

    @Test
    void bulkLoader_asksForItsOwnKey_isMisuseAndNoDeadlock() {
        assertThatThrownBy(() -> cache.getAll(List.of("a", "b"), keys -> Map.of("a", cache.get("b", k -> "x"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("asks for itself");
        assertThatThrownBy(() -> cache.get(
                        "a",
                        key -> cache.getAll(List.of("a"), keys -> Map.of("a", "x"))
                                .get("a")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("asks for itself");
        assertNothingIsHeld();
        assertThat(cache.get("a", key -> "v")).isEqualTo("v");
    }

    /**
     * Caught a real defect: a loader that asked for itself was detected only while other callers could join its flight.
     */
    @Test
    void loader_asksForItselfAfterAChange_isMisuseAndNoDeadlock() {
        assertThatThrownBy(() -> cache.get("k", key -> {
                    cache.operations().singleFlight.detachAll(); // as after a message, or a reconnect
                    return cache.get("k", again -> "inner");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("asks for itself");
        assertNothingIsHeld();
        assertThat(cache.get("k", key -> {
                    cache.put("k", "put");
                    return cache.get("k", again -> "inner"); // nothing has to be loaded
                }))
                .isEqualTo("put");
    }

    @Test
    void loader_asksForItselfThroughAnotherThread_endsAtTheWaitersDeadline() {
        NamedCache<String, String> brief = redis.cache("brief", String.class, TEXT.loadTimeout(Duration.ofMillis(200)));
        assertThatThrownBy(() -> brief.get(
                        "k",
                        key -> Background.run(() -> brief.get("k", again -> "inner"))
                                .get(10, TimeUnit.SECONDS)))
                .hasRootCauseInstanceOf(LoadTimeoutException.class);
        assertThat(brief.get("k", key -> "v")).isEqualTo("v");
    }

    @Test
    void loader_isInterruptedOrWaiterIs_theInterruptIsKept() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        AtomicReference<Object> leader = new AtomicReference<>();
        AtomicReference<Object> waiter = new AtomicReference<>();
        Thread first = started(
                () -> cache.get("k", key -> {
                    loading.countDown();
                    new CountDownLatch(1).await();
                    return "never";
                }),
                leader);
        loading.await();
        Thread second = started(() -> cache.get("k", key -> "mine"), waiter);
        Await.until(() -> cache.stats().waits() == 1, SOON);

        second.interrupt();
        second.join();
        assertThat(waiter.get()).isInstanceOf(OperationInterruptedException.class);
        first.interrupt();
        first.join();

        assertThat(leader.get())
                .asInstanceOf(InstanceOfAssertFactories.THROWABLE)
                .isInstanceOf(LoadFailedException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertNothingIsHeld();
        assertThat(cache.get("k", key -> "v")).isEqualTo("v");
    }

    private interface Body {
        Object run() throws Exception;
    }

    private static Thread started(Body body, AtomicReference<Object> result) {
        Thread thread = new Thread(() -> {
            try {
                result.set(body.run());
            } catch (Throwable e) {
                result.set(Thread.currentThread().isInterrupted() ? e : "no interrupt: " + e);
            }
        });
        thread.start();
        return thread;
    }

    @Test
    void entry_ofAnotherType_isAMissForEveryReaderAndWrittenOver() {
        cache.put("a", "1");
        List<Runnable> readers = List.of(
                () -> assertThat(cache.find("k").isHit()).isFalse(),
                () -> assertThat(cache.getAll(List.of("k", "a"))).containsOnlyKeys("a"),
                () -> assertThat(cache.get("k", key -> "v")).isEqualTo("v"),
                () -> assertThat(cache.getAll(List.of("k"), keys -> Map.of("k", "w")))
                        .containsEntry("k", "w"),
                () -> cache.put("k", "v"),
                () -> assertThat(cache.remove("k")).isTrue());
        for (Runnable reader : readers) {
            server.command("DEL", name("k"));
            server.command("RPUSH", name("k"), "x");
            reader.run();
            cache.find("k"); // waits until the fill was answered
        }
        assertThat(cache.find("k").isHit()).isFalse();
        NamedCache<String, String> windows = redis.cache("w", String.class, TEXT.staleWindow(Duration.ofMinutes(1)));
        server.command(
                "RPUSH",
                windows.operations().keySpaces.current().await().address("k").redisKey(),
                "x");
        assertThat(windows.getAll(List.of("k"))).isEmpty();
        assertThat(windows.get("k", key -> "v")).isEqualTo("v");
    }
}
