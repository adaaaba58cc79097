package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.internal.Keys;
import io.github.dkredis.limit.Cooldown;
import io.github.dkredis.support.Actor;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A Python process and this library on the same keys. */
@RedisTest(leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class PythonLocksTest {

    private static final String PYTHON = "io.github.dkredis.lock.PythonLocks#ifInstalled";
    private static final String KEY = "dkredis:mutex:a";

    private DkRedis redis;
    private Mutex mutex;

    @BeforeEach
    void connect(RedisServer server) {
        redis = DkRedis.connect(server.uri().toString());
        mutex = redis.mutex("a");
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private static double now(RedisServer server) {
        List<?> time = (List<?>) server.command("TIME");
        return Long.parseLong(String.valueOf(time.get(0))) + Long.parseLong(String.valueOf(time.get(1))) / 1e6;
    }

    private static String seconds(double time) {
        return String.format(Locale.ROOT, "%.6f", time);
    }

    // ---- mutex

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource(PYTHON)
    void mutex_heldHere_keepsPythonOut(String python, RedisServer server) {
        Lease lease = mutex.acquire();
        try (PythonLocks process = PythonLocks.start(server, "mutex", "a", 60, "0.01", 20)) {
            assertThat(process.answer()).isEqualTo("taken");
        }
        assertThat(lease.release()).isTrue();
        try (PythonLocks process = PythonLocks.start(server, "mutex", "a", 60, "0.01", 20)) {
            assertThat(process.answer()).isEqualTo("held");
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource(PYTHON)
    void mutex_heldByPython_waitsUntilItsTimeIsOver(String python, RedisServer server) {
        try (PythonLocks process = PythonLocks.start(server, "mutex", "a", 2, "0.01", 20)) {
            assertThat(process.answer()).isEqualTo("held");
            double over = Double.parseDouble(String.valueOf(server.command("GET", KEY)));
            assertThat(mutex.tryAcquire()).isEmpty();
            assertThat(process.send("")).isEqualTo("left");
            assertThat(server.command("PTTL", KEY)).isEqualTo(-1L); // Python's mutex leaves its key behind

            Lease lease = mutex.acquire();

            assertThat(lease.fencingToken() / 1e6).isGreaterThan(over);
            assertThat(lease.release()).isTrue();
            assertThat(server.command("EXISTS", KEY)).isEqualTo(0L);
        }
    }

    @Test
    void mutex_pythonsKeyWithoutTtlThatIsOver_isTakenOver(RedisServer server) {
        server.command("SET", KEY, seconds(now(server) - 3600));
        Lease lease = mutex.tryAcquire().orElseThrow();
        assertThat((Long) server.command("PTTL", KEY)).isPositive();
        assertThat(lease.release()).isTrue();
    }

    @Test
    void mutex_pythonsKeyThatIsNotOver_isHonoured(RedisServer server) {
        server.command("SET", KEY, seconds(now(server) + 3600));
        assertThat(mutex.tryAcquire()).isEmpty();
        assertThat(mutex.tryAcquire(Duration.ofMillis(50))).isEmpty();
        server.command("SET", KEY, seconds(now(server))); // over, but within the grace for differing clocks
        assertThat(mutex.tryAcquire()).isEmpty();
        assertThat(server.command("PTTL", KEY)).isEqualTo(-1L);
    }

    @Test
    void mutex_keyThatIsNotANumber_isLeftAlone(RedisServer server) {
        server.command("SET", KEY, "something else");
        assertThat(mutex.tryAcquire(Duration.ofMillis(50))).isEmpty();
        assertThat(server.command("GET", KEY)).isEqualTo("something else");
    }

    // ---- fetch lock

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource(PYTHON)
    void fetchLock_pythonFetches_isAwaitedByPolling(String python, RedisServer server) throws Exception {
        try (PythonLocks process = PythonLocks.start(server, "fetch", "weather", 60)) {
            assertThat(process.answer()).isEqualTo("fetch");
            FetchLock lock = redis.fetchLock("weather");
            assertThat(lock.shouldFetch()).isFalse();
            assertThat(lock.awaitFetch(Duration.ofMillis(20))).isFalse();
            Actor<Boolean> waiting = Actor.start(() -> lock.awaitFetch(Duration.ofSeconds(60)));
            server.resetStats();
            Await.until(() -> server.calls("evalsha") > 0, Actor.LIMIT); // it has polled again
            assertThat(process.send("")).isEqualTo("done");

            assertThat(waiting.get()).isTrue();
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource(PYTHON)
    void fetchLock_fetchedHere_keepsPythonOut(String python, RedisServer server) {
        FetchLock lock = redis.fetchLock("weather", Duration.ofSeconds(60));
        assertThat(lock.shouldFetch()).isTrue();
        try (PythonLocks process = PythonLocks.start(server, "fetch", "weather", 60)) {
            assertThat(process.answer()).isEqualTo("skip");
        }
        lock.close();
        Await.until(() -> server.command("EXISTS", "dkredis:fetchlock:weather").equals(0L), Actor.LIMIT);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource(PYTHON)
    void fetchLock_names_areValidAsInPython(String python, RedisServer server) {
        try (PythonLocks process = PythonLocks.start(server, "names")) {
            for (String name : List.of(
                    "a",
                    "weather_api",
                    "_",
                    "_a",
                    "a1",
                    "1a",
                    "A",
                    "aB",
                    "a b",
                    "a-b",
                    "a.b",
                    "",
                    "é",
                    "été",
                    "É",
                    "ß",
                    "ǆ",
                    "ǅ",
                    "日本",
                    "a日本",
                    "ª",
                    "aª",
                    "a·b",
                    "ⅰ",
                    "Ⅰ",
                    "x\u0301",
                    "\u0301x",
                    "a\u200d",
                    "a$",
                    "$a",
                    "µ",
                    "ſ",
                    "ﬁ",
                    "ʰ",
                    "_1",
                    "__",
                    "a\u00ad",
                    "℘",
                    "℮a",
                    "ⓐ",
                    "a\u0345")) {
                StringBuilder escaped = new StringBuilder();
                name.chars().forEach(c -> escaped.append(String.format("\\u%04x", c)));
                boolean validInPython = process.send(escaped.toString()).equals("yes");
                boolean valid = isValid(name);
                assertThat(valid).as("\"%s\" %s", name, escaped).isEqualTo(validInPython);
            }
        }
    }

    private static boolean isValid(String name) {
        try {
            return FetchLockKeys.of(Keys.UNPREFIXED, name).name().equals(name);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    // ---- cooldown

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource(PYTHON)
    void cooldown_startedByEither_blocksTheOther(String python, RedisServer server) {
        try (PythonLocks process = PythonLocks.start(server, "cooldown", 60, "x", "y")) {
            assertThat(process.answer()).isEqualTo("started");
        }
        Cooldown.Decision blocked = redis.cooldown(List.of("w", "y"), Duration.ofSeconds(5));
        assertThat(blocked.blockedBy()).contains("y");
        assertThat(blocked.retryAfter()).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
        assertThat(server.command("EXISTS", "rl-lock.w")).isEqualTo(0L);
        assertThat(redis.cooldown(List.of("w", "z"), Duration.ofSeconds(60)).isAllowed())
                .isTrue();
        try (PythonLocks process = PythonLocks.start(server, "cooldown", 60, "v", "z")) {
            assertThat(process.answer()).isEqualTo("blocked");
        }
        assertThat(Double.parseDouble(String.valueOf(server.command("GET", "rl-lock.z"))))
                .isBetween(now(server), now(server) + 60);
    }

    @Test
    void cooldown_pythonsKeyWithoutTtl_blocksUntilItsTime(RedisServer server) {
        server.command("SET", "rl-lock.x", seconds(now(server) - 5));
        assertThat(redis.cooldown(List.of("x"), Duration.ofSeconds(60)).isAllowed())
                .isTrue();
        assertThat((Long) server.command("PTTL", "rl-lock.x")).isPositive();
        server.command("SET", "rl-lock.x", seconds(now(server) + 100));
        Cooldown.Decision blocked = redis.cooldown(List.of("x"), Duration.ofSeconds(60));
        assertThat(blocked.blockedBy()).contains("x");
        assertThat(blocked.retryAfter()).isBetween(Duration.ofSeconds(90), Duration.ofSeconds(101));
        assertThatThrownBy(() -> redis.cooldown(List.of(""), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
