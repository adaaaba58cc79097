package io.github.dkredis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.cli.Shell.Result;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.lock.Lease;
import io.github.dkredis.lock.Permit;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator asks: who holds permits, which limits deny, what takes the memory, what a key is. */
@RedisTest(servers = RedisTest.Servers.FIRST)
class OperatorCommandsTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String SELF =
            "\"dkredis (process " + ProcessHandle.current().pid() + " on ";

    private static DkRedis client(RedisServer server, String prefix) {
        return DkRedis.builder().uri(server.uri().toString()).keyPrefix(prefix).connect();
    }

    private static Shell shell(RedisServer server, String prefix) {
        return Shell.of(Map.of("REDIS_URL", server.uri().toString(), "DKREDIS_PREFIX", prefix));
    }

    private static Map<?, ?> json(String line) {
        return (Map<?, ?>) Objects.requireNonNull(Json.parse(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "app:"})
    void semaphores_heldAndWaitedFor_listsHoldersAndWaiters(String prefix, RedisServer server) {
        Shell shell = shell(server, prefix);
        assertThat(shell.run("semaphores").code()).isOne();
        try (DkRedis redis = client(server, prefix);
                DkRedis other = client(server, prefix);
                Permit two = redis.semaphore("api", 3).acquire(2);
                Permit tagged = redis.semaphore("{t}:x", 1).acquire()) {
            CompletableFuture<Permit> waiting =
                    other.semaphore("api", 3).async().acquire(2).toCompletableFuture();
            Await.until( // both clients have announced themselves
                    () -> shell.run("semaphores", "api").out().split(Pattern.quote(SELF), -1).length == 3, SOON);

            List<String> lines = shell.run("semaphores", "api").out().lines().toList();
            assertThat(lines.get(0))
                    .startsWith("{\"name\":\"api\",\"size\":3,\"client\":" + SELF)
                    .contains("\"state\":\"holds\",\"permits\":2,\"slots\":[0,1],\"renewedAt\":\"20");
            assertThat(json(lines.get(0)).get("leftMillis")).asString().matches("[1-3]\\d{4}");
            assertThat(lines.get(1)).contains("\"client\":" + SELF, "\"state\":\"waits\",\"permits\":2");
            assertThat(shell.run("semaphores").out()).contains("{\"name\":\"{t}:x\",\"size\":1,");
            assertThat(shell.run("semaphores", "none").err()).contains("no permit of \"none\" is held");

            two.release();
            waiting.orTimeout(30, TimeUnit.SECONDS).join().close();
            assertThat(tagged.isHeld()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "app:"})
    void limits_taken_saysWhatIsLeft(String prefix, RedisServer server) {
        Shell shell = shell(server, prefix);
        assertThat(shell.run("limits").code()).isOne();
        try (DkRedis redis = client(server, prefix)) {
            redis.rateLimiter("{u}:mail", Rate.of(10, Duration.ofHours(1))).tryAcquire(4);
            redis.rateLimiter("user:7", new Rate(1, Duration.ofDays(1), 2)).tryAcquire(2);
            server.command("SET", prefix + "dkredis:ratelimit:{odd}:0/PT1S/1", "1", "EX", "60");
            server.command("LPUSH", prefix + "dkredis:ratelimit:{list}:1/PT1S/1", "x");

            List<String> lines = shell.run("limits").out().lines().toList();

            assertThat(lines).hasSize(2);
            assertThat(lines.get(0)) // the denied one first
                    .contains(
                            "{\"resource\":\"user:7\",\"permits\":1,\"period\":\"PT24H\",\"burst\":2,\"allowed\":false")
                    .containsPattern("\"remaining\":0,\"retryAfterMillis\":8\\d{7},\"fullInMillis\":1[67]\\d{7}");
            assertThat(lines.get(1))
                    .contains("\"resource\":\"{u}:mail\"", "\"allowed\":true,\"remaining\":6,\"retryAfterMillis\":0");
            assertThat(shell.run("limits", "--denied").out().lines())
                    .singleElement()
                    .asString()
                    .contains("\"resource\":\"user:7\"");
            assertThat(shell.run("limits", "{u}:mail").out().lines())
                    .singleElement()
                    .asString()
                    .contains("\"remaining\":6");
            assertThat(shell.run("limits", "user:?").err()).contains("no limit of \"user:?\"");
        }
    }

    @Test
    void memory_families_areCountedAndSortedBySize(RedisServer server) {
        Shell shell = shell(server, "");
        assertThat(shell.run("memory").code()).isOne();
        for (int i = 0; i < 150; i++) {
            server.command("SET", "user:" + i, "x".repeat(1_000), "EX", "600");
        }
        server.command("SET", "plain", "x");
        try (DkRedis redis = client(server, "");
                Lease held = redis.mutex("a").acquire()) {
            redis.cache("books", String.class, CacheOptions.defaults()).put("one", "x".repeat(5_000));
            redis.rateLimiter("mail", Rate.of(1, Duration.ofHours(1))).tryAcquire();
            assertThat(held.isHeld()).isTrue();

            List<Map<?, ?>> families = shell.run("memory")
                    .out()
                    .lines()
                    .<Map<?, ?>>map(OperatorCommandsTest::json)
                    .toList();

            assertThat(families.get(0).get("family")).isEqualTo("user:*");
            assertThat(families.get(0).get("keys")).isEqualTo(150);
            assertThat(((Number) families.get(0).get("bytes")).longValue()).isBetween(150_000L, 400_000L);
            assertThat(families.get(0).get("sampled")).isEqualTo(100);
            assertThat(families.get(0).get("withoutTtl")).isEqualTo(0);
            assertThat(families.get(1).get("family")).isEqualTo("cache \"books\"");
            assertThat(families.stream().map(family -> String.valueOf(family.get("family"))))
                    .contains("mutex", "fence of a mutex", "rate limit", "generation of a cache", "other names");
            assertThat(families)
                    .anySatisfy(family -> assertThat(family)
                            .hasToString("{family=other names, keys=1, bytes=" + family.get("bytes")
                                    + ", withoutTtl=1, sampled=1}"));
        }
        assertThat(shell.run("memory", "user:1*", "--sample", "0").out())
                .isEqualTo("{\"family\":\"user:*\",\"keys\":61,\"bytes\":null,\"withoutTtl\":null,\"sampled\":0}\n");
    }

    @Test
    void explain_keys_saysWhatTheyAre(RedisServer server) {
        Shell shell = shell(server, "app:");
        try (DkRedis redis = client(server, "app:");
                Lease held = redis.mutex("report").acquire()) {
            redis.cache("users", String.class).put("ada", "x");
            String entry = key(server, "app:dkredis:cache:users:*");
            redis.cache("users", String.class).clear();
            assertThat(held.isHeld()).isTrue();

            Result lock = shell.run("explain", "dkredis:mutex:report");
            assertThat(lock.code()).isZero();
            assertThat(lock.out())
                    .startsWith(
                            "{\"key\":\"dkredis:mutex:report\",\"kind\":\"mutex\",\"of\":\"report\",\"exists\":true,"
                                    + "\"type\":\"string\",\"leftMillis\":2")
                    .contains("\"meaning\":\"the mutex is held", "\"ifRemoved\":\"the lock is free while");
            assertThat(shell.run("explain", entry).out())
                    .contains("\"kind\":\"cleared cache entry\",\"cache\":\"users\",\"of\":\"");
            redis.cache("users", String.class).put("ada", "x");
            List<String> kinds = new ArrayList<>();
            for (Object full : (List<?>) Objects.requireNonNull(server.command("KEYS", "app:dkredis:cache:*"))) {
                kinds.add(String.valueOf(
                        json(shell.run("explain", withoutPrefix(full)).out()).get("kind")));
            }
            assertThat(kinds).containsExactlyInAnyOrder("cache entry", "cleared cache entry");
        }
        server.command("SET", "app:dkredis:cache-fill:{app:dkredis:cache:users:x}", "t:1");
        assertThat(shell.run("explain", "dkredis:cache-fill:{app:dkredis:cache:users:x}")
                        .out())
                .contains("\"kind\":\"tombstone\"");
        assertThat(shell.run("explain", "user:7").code()).isOne();
        assertThat(shell.run("explain", "user:7").out())
                .contains(
                        "\"kind\":\"not a key of dkredis itself\",\"exists\":false,\"type\":null,\"leftMillis\":null");
    }

    private static String key(RedisServer server, String pattern) {
        return withoutPrefix(((List<?>) Objects.requireNonNull(server.command("KEYS", pattern))).get(0));
    }

    private static String withoutPrefix(Object full) {
        return String.valueOf(full).substring("app:".length());
    }
}
