package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.limit.RateLimiter;
import io.github.dkredis.lock.Lease;
import io.github.dkredis.support.Actor;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Keys and messages of an older version in states that are hard to record: far fences, times that are wrong, clients
 * that died at a certain moment. {@link RecordedWireTest} has the recorded ones.
 */
@RedisTest(leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class WireVersionTest {

    private static final String OLD_CLIENT = "12345678901234567890";
    private static final String OLD_TOKEN = "99999999999." + OLD_CLIENT + "000000000001";
    private static final String OLD_WAITER = "99999999999." + "09876543210987654321" + "000000000007";
    private static final String MUTEX = "dkredis:mutex:a";
    private static final String QUEUE = "dkredis:mutex-queue:{dkredis:mutex:a}";
    private static final String FENCE = "dkredis:mutex-fence:{dkredis:mutex:a}";

    private DkRedis redis;

    @BeforeEach
    void connect(RedisServer server) {
        redis = DkRedis.connect(server.uri().toString());
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private static List<?> queue(RedisServer server) {
        return server.command("LRANGE", QUEUE, "0", "-1") instanceof List<?> tokens ? tokens : List.of();
    }

    /** An older holder died, and so did an older client that waited. The fence had no upper bound of its block yet. */
    @Test
    void mutex_olderHolderAndWaiter_areWaitedForAndSkipped(RedisServer server) throws Exception {
        long fence = 1_900_000_000_000_000L; // ahead of the clock, to show that fences do not fall
        server.command("SET", MUTEX, OLD_TOKEN, "PX", "60000");
        server.command("RPUSH", QUEUE, OLD_WAITER);
        server.command(
                "HSET",
                FENCE,
                "last",
                Long.toString(fence),
                "first",
                Long.toString(fence - 9_999),
                "since",
                "1793534400123456");

        assertThat(redis.mutex("a").tryAcquire()).isEmpty();
        server.command("PEXPIRE", MUTEX, "300");
        try (Lease lease = redis.mutex("a").acquire()) {
            assertThat(lease.fencingToken()).isGreaterThan(fence);
        }
    }

    /**
     * An older holder hands over with its own message. It has fewer words than that of this version, which must not
     * read a time as something else: the client polls, and finds that the lock is its own or free.
     */
    @Test
    void mutex_olderGrantMessage_isNotMisread(RedisServer server) throws Exception {
        server.command("SET", MUTEX, OLD_TOKEN, "PX", "60000");
        Actor<Boolean> waiting = Actor.start(() -> {
            try (Lease lease = redis.mutex("a").acquire()) {
                return lease.isHeld();
            }
        });
        Await.until(() -> !queue(server).isEmpty(), Actor.LIMIT);
        String token = String.valueOf(queue(server).get(0)).substring(0, 44);
        String message = "grant " + token + " 1793534400123456 1793534400123456 500 0 " + MUTEX;
        server.command("PUBLISH", "dkredis:inbox:" + token.substring(12, 32), message);
        server.command("PUBLISH", "dkredis:inbox:" + token.substring(12, 32), "a message of the future");

        assertThat(server.command("GET", MUTEX)).isEqualTo(OLD_TOKEN);
        assertThat(waiting.result()).isNotDone();
        server.command("DEL", MUTEX);
        assertThat(waiting.get()).isTrue();
    }

    /** An older client asks for the lock: it enters the queue as it always did, and tells the holder. */
    @Test
    void mutex_olderClientWaits_getsTheLockAfterTheRelease(RedisServer server) {
        Lease held = redis.mutex("a").acquire();
        String holder = String.valueOf(server.command("GET", MUTEX));
        server.command("RPUSH", QUEUE, OLD_WAITER);
        server.command("PUBLISH", "dkredis:inbox:" + holder.substring(12, 32), "wanted " + holder);
        held.release();

        // no client listens for the older one here, so it is skipped, and its poll finds the lock free
        Await.until(() -> Long.valueOf(0).equals(server.command("EXISTS", MUTEX)), Actor.LIMIT);
        assertThat(queue(server)).isEmpty();
    }

    @Test
    void fetchLock_olderFetcher_isWaitedFor(RedisServer server) throws Exception {
        server.command("SET", "dkredis:fetchlock:weather", OLD_TOKEN, "PX", "60000");
        Actor<Boolean> waiting = Actor.start(() -> redis.fetchLock("weather").awaitFetch(Duration.ofSeconds(20)));
        String waiters = "dkredis:fetchlock-waiters:{dkredis:fetchlock:weather}";
        Await.until(() -> Long.valueOf(1).equals(server.command("SCARD", waiters)), Actor.LIMIT);
        String client = String.valueOf(((List<?>) server.command("SMEMBERS", waiters)).get(0));
        server.command("DEL", "dkredis:fetchlock:weather", waiters);
        server.command("PUBLISH", "dkredis:inbox:" + client, "fetched dkredis:fetchlock:weather");

        assertThat(waiting.get()).isTrue();
    }

    /** An arrival time far ahead of the rate, as it may have been left there. */
    @Test
    void rateLimit_arrivalTimeTooFarAhead_deniesForOneBurstAtMost(RedisServer server) {
        server.command("SET", "dkredis:ratelimit:{a}:10/PT1S/10", "993534400123456.250", "PX", "3600000");
        RateLimiter limit = redis.rateLimiter("a", Rate.of(10, Duration.ofSeconds(1)));

        assertThat(limit.tryAcquire().retryAfter()).isLessThanOrEqualTo(Duration.ofSeconds(1));
        Await.until(() -> limit.tryAcquire().isAllowed(), Actor.LIMIT);
    }

    /** An older client had one key for each resource, whatever the rate. Its limit and this one count side by side. */
    @Test
    void rateLimit_olderKey_isLeftAlone(RedisServer server) {
        server.command("SET", "dkredis:ratelimit:a", "993534400123456.250", "PX", "3600000");
        RateLimiter limit = redis.rateLimiter("a", Rate.of(1, Duration.ofMinutes(1)));

        assertThat(limit.tryAcquire().isAllowed()).isTrue();
        assertThat(limit.tryAcquire().isAllowed()).isFalse();
        assertThat(server.command("GET", "dkredis:ratelimit:a")).isEqualTo("993534400123456.250");
    }

    @Test
    void cooldown_olderBlock_isHonoured(RedisServer server) {
        server.command("SET", "rl-lock.mail", "1900000000.123456", "PX", "60000");

        assertThat(redis.cooldown(List.of("mail", "other"), Duration.ofSeconds(1))
                        .isAllowed())
                .isFalse();
        assertThat(server.command("EXISTS", "rl-lock.other")).isEqualTo(0L);
    }

    /**
     * Entries of a named cache and of the object cache, written as pickles of protocol 4 and of Python's protocol 1.
     */
    @Test
    void cache_olderEntries_areReadWithoutALoad(RedisServer server) {
        String generation = "1795379577920918790991136";
        server.command("SET", "dkredis:cache-generation:users", generation);
        store(server, "dkredis:cache:users:" + generation + ":ada", "80049507000000000000008c034164 61942e");
        NamedCache<String, String> cache = redis.cache("users", String.class);

        assertThat(cache.get("ada", key -> "loaded")).isEqualTo("Ada");
        assertThat(server.command("GET", "dkredis:cache-generation:users")).isEqualTo(generation);
        cache.clear();
        assertThat(cache.get("ada", key -> "loaded")).isEqualTo("loaded");
    }

    private static void store(RedisServer server, String key, String hex) {
        server.commandBinary(
                bytes("SET"), bytes(key), HexFormat.of().parseHex(hex.replace(" ", "")), bytes("PX"), bytes("600000"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The fill lease of an older client that has died, and the tombstone of one that saves an entity. */
    @Test
    void cache_olderFillLeaseAndTombstone_areHonoured(RedisServer server) throws Exception {
        NamedCache<String, String> cache = redis.cache("users", String.class);
        cache.put("warm", "x");
        String entry = "dkredis:cache:users:" + server.command("GET", "dkredis:cache-generation:users") + ":";
        server.command("SET", "dkredis:cache-fill:{" + entry + "a}", "f:" + OLD_CLIENT + "-1", "PX", "700");
        server.command("SET", "dkredis:cache-fill:{" + entry + "b}", "t:" + OLD_CLIENT + "-2", "PX", "60000");

        assertThat(cache.get("a", key -> loadedOnceFree(server, entry + "a"))).isEqualTo("loaded");
        assertThat(cache.get("b", key -> "loaded")).isEqualTo("loaded");
        assertThat(server.command("EXISTS", entry + "a")).isEqualTo(1L);
        assertThat(server.command("EXISTS", entry + "b")).isEqualTo(0L); // a tombstone stands
    }

    private static @Nullable String loadedOnceFree(RedisServer server, String entry) {
        String lease = String.valueOf(server.command("GET", "dkredis:cache-fill:{" + entry + "}"));
        assertThat(lease).startsWith("f:").doesNotContain(OLD_CLIENT);
        return "loaded";
    }
}
