package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.codec.TypeRef;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.limit.RateLimiter;
import io.github.dkredis.lock.FetchLock;
import io.github.dkredis.lock.Lease;
import io.github.dkredis.support.Actor;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * This version works together with keys and messages that were recorded from clients of the first one:
 * {@code docs/wire.md} has the rules.
 */
@RedisTest(leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class RecordedWireTest {

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

    private static long last(RecordedWire recorded) {
        List<byte[]> fence = recorded.key(FENCE).content();
        assertThat(fence.get(0)).asString().isEqualTo("last");
        return Long.parseLong(new String(fence.get(1), StandardCharsets.UTF_8));
    }

    /** Both recorded clients have died: the lock is honoured until its TTL ends, and the waiting client is skipped. */
    @Test
    void mutex_heldAndWaitedForByOlderClients_isHonouredAndThenTaken(RedisServer server) {
        RecordedWire recorded =
                RecordedWire.firstVersion("mutex held and waited for").restore(server);
        assertThat(redis.mutex("a").tryAcquire()).isEmpty();
        assertThat(redis.locks().get("a").orElseThrow().waitingClients()).isOne();

        server.command("PEXPIRE", MUTEX, "300");
        try (Lease lease = redis.mutex("a").acquire()) {
            assertThat(lease.fencingToken()).isGreaterThan(last(recorded));
        }
    }

    @Test
    void mutex_handedOverByAnOlderClientToOneThatDied_isTakenAfterTheClaim(RedisServer server) {
        RecordedWire recorded = RecordedWire.firstVersion("mutex handed over").restore(server);
        assertThat(recorded.key(MUTEX).ttlMillis()).isBetween(1L, 500L);
        try (Lease lease = redis.mutex("a").acquire()) {
            assertThat(lease.fencingToken()).isGreaterThan(last(recorded));
        }
    }

    @Test
    void mutex_freedByAnOlderClient_continuesItsFence(RedisServer server) {
        RecordedWire recorded = RecordedWire.firstVersion("mutex free").restore(server);
        long ahead = last(recorded) + 1_000_000_000_000L; // ahead of every clock that runs this test
        server.command("HSET", FENCE, "last", Long.toString(ahead));
        try (Lease lease = redis.mutex("a").tryAcquire().orElseThrow()) {
            assertThat(lease.fencingToken()).isGreaterThan(ahead);
        }
    }

    /**
     * An older holder hands over to this client with its own message. It has fewer words than that of this version,
     * which must not take one for another: the client polls.
     */
    @Test
    void mutex_olderGrantMessage_isNotMisread(RedisServer server) throws Exception {
        RecordedWire held = RecordedWire.firstVersion("mutex held and waited for");
        String olderHolder = held.key(MUTEX).text();
        server.command("SET", MUTEX, olderHolder, "PX", "60000");
        Actor<Boolean> waiting = Actor.start(() -> {
            try (Lease lease = redis.mutex("a").acquire()) {
                return lease.isHeld();
            }
        });
        Await.until(() -> Long.valueOf(1).equals(server.command("LLEN", QUEUE)), Actor.LIMIT);
        String token = String.valueOf(((List<?>) server.command("LRANGE", QUEUE, "0", "-1")).get(0))
                .substring(0, 44);
        RecordedWire handedOver = RecordedWire.firstVersion("mutex handed over");
        String message =
                handedOver.messages().get(0).replace(handedOver.key(MUTEX).text(), token);
        assertThat(message).startsWith("grant " + token);
        server.command("PUBLISH", "dkredis:inbox:" + token.substring(12, 32), message);
        redis.ping();

        assertThat(server.command("GET", MUTEX)).isEqualTo(olderHolder);
        assertThat(waiting.result()).isNotDone();
        server.command("DEL", MUTEX);
        assertThat(waiting.get()).isTrue();
    }

    /** The message that an older waiting client sends reaches the holder of this version. */
    @Test
    void mutex_olderClientWaits_isServedByTheRelease(RedisServer server) {
        RecordedWire recorded = RecordedWire.firstVersion("mutex held and waited for");
        Lease held = redis.mutex("a").acquire();
        String holder = String.valueOf(server.command("GET", MUTEX));
        server.commandBinary(
                bytes("RPUSH"), bytes(QUEUE), recorded.key(QUEUE).content().get(0));
        server.command(
                "PUBLISH",
                "dkredis:inbox:" + holder.substring(12, 32),
                recorded.messages().get(0).replace(recorded.key(MUTEX).text(), holder));
        held.release();

        // no client listens for the older one here, so it is skipped, and its poll finds the lock free
        Await.until(() -> Long.valueOf(0).equals(server.command("EXISTS", MUTEX, QUEUE)), Actor.LIMIT);
    }

    @Test
    void fetchLock_olderFetcherAndItsMessage_areUnderstood(RedisServer server) throws Exception {
        RecordedWire recorded =
                RecordedWire.firstVersion("fetch lock held and waited for").restore(server);
        String lock = "dkredis:fetchlock:weather";
        server.command("PEXPIRE", lock, "600000");
        FetchLock waiting = redis.fetchLock("weather");
        assertThat(waiting.shouldFetch()).isFalse();
        Actor<Boolean> waiter = Actor.start(() -> waiting.awaitFetch(Duration.ofSeconds(60)));
        String waiters = "dkredis:fetchlock-waiters:{dkredis:fetchlock:weather}";
        Await.until(() -> Long.valueOf(2).equals(server.command("SCARD", waiters)), Actor.LIMIT);
        String older = recorded.key(waiters).text();
        String client = ((List<?>) server.command("SMEMBERS", waiters))
                .stream()
                        .map(String::valueOf)
                        .filter(one -> !one.equals(older))
                        .findFirst()
                        .orElseThrow();
        server.command("DEL", lock, waiters);
        String ended = RecordedWire.firstVersion("fetch lock ended").messages().get(0);
        server.command("PUBLISH", "dkredis:inbox:" + client, ended);

        assertThat(waiter.get()).isTrue();
    }

    /** The limit of the first version had one key for each resource: both count side by side. */
    @Test
    void rateLimit_olderKey_isLeftAlone(RedisServer server) {
        RecordedWire.Key recorded =
                RecordedWire.firstVersion("rate limit").restore(server).keys().get(0);
        RateLimiter limit = redis.rateLimiter("a", Rate.of(1, Duration.ofMinutes(10)));
        assertThat(limit.tryAcquire().isAllowed()).isTrue();
        assertThat(limit.tryAcquire().isAllowed()).isFalse();
        assertThat(server.command("GET", recorded.name())).isIn(recorded.text(), null);
    }

    @Test
    void cooldown_olderBlock_isHonoured(RedisServer server) {
        RecordedWire.firstVersion("cooldown").restore(server);
        assertThat(redis.cooldown(List.of("mail", "other"), Duration.ofSeconds(1))
                        .blockedBy())
                .contains("mail");
        assertThat(server.command("EXISTS", "rl-lock.other")).isEqualTo(0L);
    }

    /** One entry is stored, the other one is being loaded by an older client, which has died. */
    @Test
    void cache_olderEntryAndFillLease_areReadAndHonoured(RedisServer server) {
        RecordedWire recorded = RecordedWire.firstVersion("cache entry, fill lease and waiting client")
                .restore(server);
        NamedCache<String, String> cache = redis.cache("users", String.class);

        assertThat(cache.get("ada", key -> "loaded")).isEqualTo("Ada");
        String lease = recorded.keyBeginning("dkredis:cache-fill:").name();
        server.command("PEXPIRE", lease, "500");
        assertThat(cache.get("bob", key -> String.valueOf(server.command("GET", lease))))
                .startsWith("f:")
                .isNotEqualTo(recorded.key(lease).text());
    }

    @Test
    void cache_filledByAnOlderClient_isReadByAWaitingCaller(RedisServer server) throws Exception {
        RecordedWire recorded = RecordedWire.firstVersion("cache entry, fill lease and waiting client")
                .restore(server);
        server.command("PEXPIRE", recorded.keyBeginning("dkredis:cache-fill:").name(), "600000");
        NamedCache<String, String> cache = redis.cache("users", String.class);
        Actor<String> waiting = Actor.start(() -> cache.get("bob", key -> "loaded"));
        String waiters = recorded.keyBeginning("dkredis:cache-waiters:").name();
        Await.until(() -> Long.valueOf(2).equals(server.command("SCARD", waiters)), Actor.LIMIT);
        String older = recorded.key(waiters).text();
        String client = ((List<?>) server.command("SMEMBERS", waiters))
                .stream()
                        .map(String::valueOf)
                        .filter(one -> !one.equals(older))
                        .findFirst()
                        .orElseThrow();
        RecordedWire filled = RecordedWire.firstVersion("cache filled").restore(server); // before its lease ends
        server.command(
                "DEL", waiters, recorded.keyBeginning("dkredis:cache-fill:").name());
        server.command("PUBLISH", "dkredis:inbox:" + client, filled.messages().get(0));

        assertThat(waiting.get()).isEqualTo("Bob");
    }

    @Test
    void cache_olderTombstone_refusesFills(RedisServer server) {
        RecordedWire recorded = RecordedWire.firstVersion(
                        "tombstone while an entity is saved, and an entry of the object cache")
                .restore(server);
        NamedCache<String, String> cache = redis.cache("users", String.class);
        String tombstone = recorded.keyBeginning("dkredis:cache-fill:").name();
        String entry = tombstone.substring(tombstone.indexOf('{') + 1, tombstone.lastIndexOf('}'));

        assertThat(cache.get("ada", key -> "loaded")).isEqualTo("loaded");
        assertThat(server.command("EXISTS", entry)).isEqualTo(0L);
        assertThat(redis.cache().get("person_7", key -> "loaded")).isEqualTo(Map.of("name", "Ada", "age", 36));
    }

    @Test
    void valuesHashesAndAtomics_ofAnOlderClient_areRead(RedisServer server) {
        RecordedWire.firstVersion("values, hashes and atomics").restore(server);

        assertThat(redis.values().get("v", new TypeRef<List<Object>>() {})).contains(List.of(1, "two", 3.5));
        assertThat(redis.hashes().get("h")).isEqualTo(Map.of("f", "x"));
        assertThat(redis.atomics().setMax("max", 8)).isEqualTo(8);
        assertThat(redis.atomics().update("text", old -> old + "er")).isEqualTo("newer");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
