package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.CachedFailureException;
import io.github.dkredis.CodecException;
import io.github.dkredis.DkRedis;
import io.github.dkredis.LoadFailedException;
import io.github.dkredis.LoadTimeoutException;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.support.ContractClient;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.OneServerOnly;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Topology;
import java.io.IOException;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@RedisTest(
        topologies = {Topology.SINGLE, Topology.SENTINEL, Topology.CLUSTER},
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
@Timeout(60)
class CacheTest {

    /** Shorter than a fill lease, which would end by itself. */
    private static final Duration SOON = Duration.ofSeconds(9);

    record User(String name, int age) {}

    private RedisServer server;
    private DkRedis redis;
    private NamedCache<String, User> users;

    @BeforeEach
    void connect(RedisServer server) {
        this.server = server;
        redis = ContractClient.connect(server);
        users = redis.cache("users", User.class);
    }

    @AfterEach
    void close() {
        redis.close();
    }

    /** Waits until the generation is tracked, so that the counts of commands are those of normal operation. */
    private void warm() {
        Await.until(
                () -> {
                    server.resetStats();
                    users.find("warm");
                    return server.calls("get") == 1;
                },
                SOON);
        users.remove("warm");
        server.resetStats();
    }

    @Test
    void find_valueNullAndMiss_areThreeResults() {
        users.put("ada", new User("Ada", 36));
        users.put("nobody", null);

        assertThat(users.find("ada").value()).isEqualTo(new User("Ada", 36));
        assertThat(users.find("nobody").isNull()).isTrue();
        assertThat(users.find("stranger").isHit()).isFalse();
        assertThat(users.get("nobody")).isEmpty();
        assertThat(users.getOrDefault("stranger", new User("?", 0))).isEqualTo(new User("?", 0));
    }

    @Test
    void get_hit_isOneGet() {
        users.put("ada", new User("Ada", 36));
        warm();

        assertThat(users.get("ada", key -> null)).isEqualTo(new User("Ada", 36));

        assertThat(server.calls("get")).isEqualTo(1);
        assertThat(server.calls("evalsha")).isZero();
    }

    @Test
    void get_miss_isOneGetAndTwoScripts() {
        warm();

        assertThat(users.get("ada", key -> new User("Ada", 36))).isEqualTo(new User("Ada", 36));

        Await.until(() -> users.find("ada").isHit(), SOON);
        assertThat(server.calls("evalsha") + server.calls("eval"))
                .isBetween(2L, 4L); // each is sent twice if the server does not know it
        assertThat(keys("dkredis:cache-fill:*")).isEmpty();
        assertThat(users.stats().loads()).isEqualTo(1);
    }

    @Test
    void get_loadedNull_isCached() {
        AtomicInteger loads = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            assertThat(users.get("nobody", key -> {
                        loads.incrementAndGet();
                        return null;
                    }))
                    .isNull();
        }
        assertThat(loads).hasValue(1);
    }

    @Test
    void get_loaderThrows_isThrownAndNotCached() {
        IOException failure = new IOException("no database");
        assertThatThrownBy(() -> users.get("ada", key -> {
                    throw failure;
                }))
                .isInstanceOfSatisfying(
                        LoadFailedException.class, e -> assertThat(e.key()).isEqualTo("ada"))
                .hasMessage("cache entry \"ada\": its loader threw java.io.IOException")
                .cause()
                .isSameAs(failure);

        assertThat(users.get("ada", key -> new User("Ada", 36))).isEqualTo(new User("Ada", 36));
        assertThat(users.stats().loadFailures()).isEqualTo(1);
    }

    @Test
    void get_loaderThrowsAndFailuresAreRemembered_refusesForAWhile() {
        NamedCache<String, User> careful =
                redis.cache("careful", User.class, CacheOptions.defaults().errorTtl(Duration.ofMinutes(1)));
        assertThatThrownBy(() -> careful.get("ada", key -> {
                    throw new IOException("no database");
                }))
                .hasCauseInstanceOf(IOException.class);

        assertThatThrownBy(() -> careful.get("ada", key -> new User("Ada", 36)))
                .isInstanceOfSatisfying(
                        CachedFailureException.class,
                        e -> assertThat(e.failure()).isEqualTo("java.io.IOException"));
        assertThat(careful.find("ada").isHit()).isFalse();
        String failure = keys("dkredis:cache:careful:*").get(0);
        assertThat((Long) server.command("PTTL", failure)).isBetween(1L, 60_000L);
        server.command("PEXPIRE", failure, "1"); // as if that time had passed
        Await.until(() -> keys("dkredis:cache:careful:*").isEmpty(), SOON);
        assertThat(careful.get("ada", key -> new User("Ada", 36))).isEqualTo(new User("Ada", 36));
    }

    @Test
    void get_loaderAsksForItself_isMisuseAndNoDeadlock() {
        assertThatThrownBy(() -> users.get("a", a -> users.get("b", b -> users.get("a", again -> null))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("asks for itself");
        assertThat(users.get("a", key -> new User("A", 1))).isEqualTo(new User("A", 1));
    }

    @Test
    void get_loaderNeverReturns_waitingCallersTimeOut() throws Exception {
        NamedCache<String, User> slow =
                redis.cache("slow", User.class, CacheOptions.defaults().loadTimeout(Duration.ofMillis(200)));
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        FutureTask<User> stuckCall = new FutureTask<>(() -> slow.get("ada", key -> {
            loading.countDown();
            end.await(20, TimeUnit.SECONDS);
            return null;
        }));
        Thread stuck = new Thread(stuckCall);
        stuck.start();
        loading.await();

        assertThatThrownBy(() -> slow.get("ada", key -> null)).isInstanceOf(LoadTimeoutException.class);
        try (DkRedis other = ContractClient.connect(server)) {
            NamedCache<String, User> there =
                    other.cache("slow", User.class, CacheOptions.defaults().loadTimeout(Duration.ofMillis(200)));
            assertThatThrownBy(() -> there.get("ada", key -> null)).isInstanceOf(LoadTimeoutException.class);
        }

        end.countDown();
        stuck.join();
    }

    @Test
    void get_leaderIsInterrupted_anotherCallerLoads() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        Thread first = new Thread(() -> {
            try {
                users.get("ada", key -> {
                    loading.countDown();
                    Thread.sleep(20_000);
                    return null;
                });
            } catch (LoadFailedException e) {
                assertThat(e).hasCauseInstanceOf(InterruptedException.class);
            }
        });
        first.start();
        loading.await();
        CompletableFuture<User> second = Background.run(() -> users.get("ada", key -> new User("Ada", 36)));
        Await.until(() -> users.stats().waits() == 1, SOON);

        first.interrupt();

        assertThat(second.get(9, TimeUnit.SECONDS)).isEqualTo(new User("Ada", 36));
        first.join();
    }

    @Test
    void get_undecodableEntry_isAMissAndIsReplaced() {
        users.put("ada", new User("Ada", 36));
        String entry = keys("dkredis:cache:users:*").get(0);
        for (List<String> command : List.of(List.of("SET", entry, "no pickle"), List.of("LPUSH", entry, "x"))) {
            server.command("DEL", entry);
            server.command(command.toArray(String[]::new));

            assertThat(users.find("ada").isHit()).isFalse();
            assertThat(users.get("ada", key -> new User("Ada", 37))).isEqualTo(new User("Ada", 37));
            assertThat(users.get("ada")).contains(new User("Ada", 37));
        }
        assertThat(users.stats().undecodable()).isEqualTo(4);
    }

    @OneServerOnly
    @Test
    void getAll_someMissing_oneReadAndOneLoad() {
        users.put("a", new User("A", 1));
        warm();
        AtomicInteger loads = new AtomicInteger();

        Map<String, User> all = users.getAll(List.of("b", "a", "c", "b"), missing -> {
            loads.incrementAndGet();
            assertThat(missing).isEqualTo(Set.of("b", "c"));
            return Map.of("b", new User("B", 2));
        });

        assertThat(all).containsExactly(Map.entry("b", new User("B", 2)), Map.entry("a", new User("A", 1)), entry("c"));
        assertThat(loads).hasValue(1);
        assertThat(server.calls("mget")).isEqualTo(1);
        assertThat(users.find("c").isNull()).isTrue();
        assertThat(users.getAll(List.of("a", "x"))).containsOnlyKeys("a");
        assertThat(users.getAll(List.of())).isEmpty();
    }

    private static Map.Entry<String, User> entry(String key) {
        return new AbstractMap.SimpleEntry<>(key, null);
    }

    @Test
    void remove_existingAndMissingEntry_returnsWhetherItExisted() {
        users.put("ada", new User("Ada", 36));
        assertThat(users.remove("ada")).isTrue();
        assertThat(users.remove("ada")).isFalse();
        assertThat(users.find("ada").isHit()).isFalse();
    }

    @Test
    void clear_manyEntries_isOneSmallStepForAllClients() {
        for (int i = 0; i < 100; i++) {
            users.put("u" + i, new User("U", i));
        }
        try (DkRedis other = ContractClient.connect(server)) {
            NamedCache<String, User> there = other.cache("users", User.class);
            assertThat(there.find("u1").isHit()).isTrue();
            server.resetStats();

            users.clear();

            assertThat(users.find("u1").isHit()).isFalse();
            Await.until(() -> !there.find("u1").isHit(), SOON);
            assertThat(server.calls("unlink") + server.calls("del")).isZero();
            there.put("u1", new User("U", 1));
            assertThat(users.find("u1").isHit()).isTrue();
        }
    }

    @Test
    void put_generationLost_storesInTheNextOne() {
        users.put("ada", new User("Ada", 36));
        server.command("FLUSHALL");
        users.put("ada", new User("Ada", 37));
        assertThat(users.get("ada")).contains(new User("Ada", 37));
    }

    @Test
    void put_codecWithoutNull_stillDistinguishesNullFromAMiss() {
        NamedCache<String, String> texts = redis.cache(
                "texts",
                String.class,
                CacheOptions.defaults().codec(Codec.string()).ttl(Duration.ofMinutes(1)));
        texts.put("none", null);
        texts.put("{tag} 100%", "x");
        assertThat(texts.find("none").isNull()).isTrue();
        assertThat(texts.get("{tag} 100%")).contains("x");
        assertThat(texts.find("other").isHit()).isFalse();
    }

    @Test
    void put_valueThatCannotBeWritten_changesNothing() {
        NamedCache<String, Object> texts =
                redis.cache("texts", Object.class, CacheOptions.defaults().codec(Codec.string()));
        texts.put("a", "before");
        assertThatThrownBy(() -> texts.put("a", 17)).isInstanceOf(CodecException.class);
        assertThat(keys("dkredis:cache:texts:*")).hasSize(1);
        assertThatThrownBy(() -> texts.get("b", key -> 17)).isInstanceOf(CodecException.class);
        Await.until(() -> keys("dkredis:cache-fill:*").isEmpty(), SOON);
    }

    @Test
    void entries_ofEveryKind_haveATtl() {
        users.put("a", new User("A", 1), Duration.ofMinutes(2));
        users.get("b", key -> null);
        users.find("b");
        for (String entry : keys("dkredis:cache:users:*")) {
            assertThat((Long) server.command("PTTL", entry)).isBetween(60_000L, 1_800_000L);
        }
    }

    @Test
    void misuse_isRefusedBeforeAnythingIsSent() {
        assertThatThrownBy(() -> users.get(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> users.get(null, key -> null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> users.put(null, null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> users.get("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> users.put("a", null, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> redis.cache("a{b}", User.class)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> redis.cache("users", String.class)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> CacheOptions.defaults().ttl(Duration.ofNanos(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(redis.cache("users", User.class)).isSameAs(users);
    }

    @Test
    void async_everyMethod_answersAsTheBlockingOne() throws Exception {
        AsyncNamedCache<String, User> async = users.async();
        await(async.put("ada", new User("Ada", 36)));
        await(async.put("bob", new User("Bob", 1), Duration.ofMinutes(1)));
        assertThat(await(async.find("ada")).value()).isEqualTo(new User("Ada", 36));
        assertThat(await(async.get("bob"))).contains(new User("Bob", 1));
        assertThat(await(async.getOrDefault("x", new User("?", 0)))).isEqualTo(new User("?", 0));
        assertThat(await(async.getAll(List.of("ada", "x")))).containsOnlyKeys("ada");
        assertThat(await(async.get("eve", key -> CompletableFuture.completedFuture(new User(key, 5)))))
                .isEqualTo(new User("eve", 5));
        assertThat(await(async.getAll(
                        List.of("ada", "y"),
                        missing -> CompletableFuture.completedFuture(Map.of("y", new User("Y", 9))))))
                .containsKeys("ada", "y");
        assertThat(await(async.remove("ada"))).isTrue();
        await(async.clear());
        assertThat(await(async.find("bob")).isHit()).isFalse();
        await(async.ping());
        IOException failure = new IOException("no database");
        assertThat(async.get("z", key -> CompletableFuture.failedFuture(failure)))
                .failsWithin(SOON)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(LoadFailedException.class)
                .withCause(failure);
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(9, TimeUnit.SECONDS);
    }

    private List<String> keys(String pattern) {
        return ((List<?>) server.command("KEYS", pattern))
                .stream().map(String::valueOf).toList();
    }
}
