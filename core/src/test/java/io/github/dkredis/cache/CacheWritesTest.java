package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.support.ContractClient;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Topology;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The ways to store, extend and remove entries, and how long they live. */
@RedisTest(topologies = {Topology.SINGLE, Topology.SENTINEL, Topology.CLUSTER})
@Timeout(60)
class CacheWritesTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final CacheOptions TEXT =
            CacheOptions.defaults().codec(Codec.string()).jitter(0);

    record Token(String text, Instant end) {}

    private DkRedis redis;
    private RedisServer server;
    private NamedCache<String, String> cache;

    @BeforeEach
    void connect(RedisServer server) {
        this.server = server;
        redis = ContractClient.connect(server);
        cache = redis.cache("c", String.class, TEXT);
    }

    @AfterEach
    void close() {
        redis.close();
        server.command("FLUSHALL"); // the generations have no TTL
    }

    private static Instant inSeconds(int seconds) {
        return Instant.now().plusSeconds(seconds).truncatedTo(ChronoUnit.MILLIS);
    }

    private long pttl(Cache<String, ?> of, String key) {
        String name = of.operations().keySpaces.current().await().address(key).redisKey();
        return (Long) server.command("PTTL", name);
    }

    // ---- absolute expiry

    @Test
    void put_untilAMoment_endsThen() {
        Instant end = Instant.now().plusSeconds(600);
        cache.put("k", "v", end);
        assertThat(cache.get("k")).contains("v");
        assertThat(pttl(cache, "k")).isBetween(500_000L, 601_000L);

        NamedCache<String, String> kept = redis.cache("kept", String.class, TEXT.staleWindow(MINUTE));
        kept.put("k", "v", end);
        assertThat(pttl(kept, "k")).isBetween(560_000L, 661_000L);

        redis.cache().put("k", "v", end);
        assertThat(redis.cache().get("k")).contains("v");
    }

    @Test
    void put_untilAMomentThatHasPassed_removesTheEntry() {
        cache.put("k", "v");
        cache.put("k", "w", Instant.now().minusSeconds(60));
        assertThat(cache.find("k").isHit()).isFalse();
        cache.put("k", "v");
        cache.put("k", "w", Instant.MIN);
        assertThat(cache.find("k").isHit()).isFalse();
    }

    @Test
    void put_untilAMomentOutOfBounds_isRefused() {
        assertThatThrownBy(() -> cache.put("k", "v", Instant.MAX)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cache.async().put("k", "v", Instant.MAX)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cache.put("k", "v", (Instant) null)).isInstanceOf(NullPointerException.class);
    }

    // ---- the TTL of the value

    @Test
    void ttlFrom_theValue_isTheTtlOfPutAndOfLoads() {
        CacheOptions options = CacheOptions.defaults()
                .jitter(0)
                .ttlFrom(Token.class, token -> Duration.between(Instant.now(), token.end()));
        NamedCache<String, Token> tokens = redis.cache("tokens", Token.class, options);
        Token token = new Token("t", inSeconds(100));
        tokens.put("put", token);
        assertThat(tokens.get("load", key -> token)).isEqualTo(token);
        tokens.getAll(List.of("bulk"), keys -> Map.of("bulk", token));
        for (String key : List.of("put", "load", "bulk")) {
            assertThat(tokens.find(key).isHit()).isTrue(); // waits until the fill was answered
            assertThat(pttl(tokens, key)).as(key).isBetween(1L, 100_000L);
        }
        tokens.put("null", null);
        assertThat(pttl(tokens, "null")).isGreaterThan(100_000L);
    }

    @Test
    void ttlFrom_anExpiredValue_isReturnedAndNotStored() {
        NamedCache<String, Token> tokens = redis.cache(
                "tokens",
                Token.class,
                CacheOptions.defaults().ttlFrom(Token.class, token -> Duration.between(Instant.now(), token.end())));
        Token expired = new Token("old", inSeconds(-1));
        assertThat(tokens.get("k", key -> expired)).isEqualTo(expired);
        Await.until(() -> server.command("KEYS", "dkredis:cache-fill:*").equals(List.of()), SOON);
        assertThat(tokens.find("k").isHit()).isFalse();
        assertThat(tokens.putIfAbsent("k", expired)).isFalse();
        tokens.put("k", new Token("new", inSeconds(100)));
        tokens.put("k", expired);
        assertThat(tokens.find("k").isHit()).isFalse();
    }

    @Test
    void ttlFrom_thatFails_failsTheCallerAndFreesTheEntry() {
        IllegalStateException failure = new IllegalStateException("no end");
        NamedCache<String, Token> tokens =
                redis.cache("tokens", Token.class, CacheOptions.defaults().ttlFrom(Token.class, token -> {
                    throw failure;
                }));
        assertThatThrownBy(() -> tokens.get("k", key -> new Token("t", Instant.EPOCH)))
                .isSameAs(failure);
        assertThatThrownBy(() -> tokens.put("k", new Token("t", Instant.EPOCH))).isSameAs(failure);
        Await.until(() -> server.command("KEYS", "dkredis:cache-fill:*").equals(List.of()), SOON);
    }

    // ---- putIfAbsent

    @Test
    void putIfAbsent_entryThatReadsFind_isKept() {
        assertThat(cache.putIfAbsent("k", "first")).isTrue();
        assertThat(cache.putIfAbsent("k", "second")).isFalse();
        assertThat(cache.putIfAbsent("k", "second", MINUTE)).isFalse();
        assertThat(cache.get("k")).contains("first");
        cache.put("null", null);
        assertThat(cache.putIfAbsent("null", "v")).isFalse();
        assertThat(cache.putIfAbsent("other", "v", MINUTE)).isTrue();
        assertThat(pttl(cache, "other")).isBetween(1L, 60_000L);
        assertThat(redis.cache().putIfAbsent(1, "one")).isTrue();
        assertThat(redis.cache().putIfAbsent(1L, "two")).isFalse();
    }

    @Test
    void putIfAbsent_entryThatReadsDoNotFind_isReplaced() {
        NamedCache<String, String> kept =
                redis.cache("kept", String.class, TEXT.staleOnError(MINUTE).errorTtl(MINUTE));
        kept.put("stale", "old", Duration.ofMillis(1));
        Await.until(() -> !kept.find("stale").isHit(), SOON);
        assertThat(kept.putIfAbsent("stale", "new")).isTrue();
        assertThat(kept.get("stale")).contains("new");

        assertThatThrownBy(() -> kept.get("failed", key -> {
                    throw new IllegalStateException("no database");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(kept.find("failed").isHit()).isFalse(); // waits until the failure is remembered
        assertThat(kept.touch("failed")).isFalse();
        assertThat(kept.putIfAbsent("failed", "new")).isTrue();
        assertThat(kept.get("failed")).contains("new");
    }

    @Test
    void putIfAbsent_whileAnotherCallerLoads_voidsTheLoad() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        var load = Background.run(() -> cache.get("k", key -> {
            loading.countDown();
            goOn.await();
            return "loaded";
        }));
        loading.await();
        assertThat(cache.putIfAbsent("k", "put")).isTrue();
        goOn.countDown();
        assertThat(load.get()).isEqualTo("loaded");
        assertThat(cache.get("k")).contains("put");
    }

    @Test
    void putIfAbsent_whileTheEntityIsSaved_storesNothing() {
        redis.invalidator().saving(() -> List.of(cache.entry("k")), () -> {
            assertThat(cache.putIfAbsent("k", "v")).isFalse();
            return null;
        });
        assertThat(cache.find("k").isHit()).isFalse();
    }

    // ---- touch

    @Test
    void touch_freshEntry_getsItsTtlAgain() {
        cache.put("k", "v", MINUTE);
        assertThat(cache.touch("k")).isTrue();
        assertThat(pttl(cache, "k")).isGreaterThan(60_000L);
        assertThat(cache.touch("k", Duration.ofSeconds(10))).isTrue();
        assertThat(pttl(cache, "k")).isBetween(1L, 10_000L);
        assertThat(cache.touch("missing")).isFalse();
        assertThat(cache.touch("missing", MINUTE)).isFalse();
        redis.cache().put("k", "v", MINUTE);
        assertThat(redis.cache().touch("k", Duration.ofMinutes(5))).isTrue();
    }

    @Test
    void touch_staleEntry_staysStale() {
        NamedCache<String, String> stale = redis.cache("stale", String.class, TEXT.staleWindow(MINUTE));
        stale.put("k", "old", Duration.ofMillis(1));
        Await.until(() -> stale.get("k").isPresent() && stale.stats().staleServed() > 0, SOON);
        assertThat(stale.touch("k")).isFalse();
        assertThat(pttl(stale, "k")).isBetween(1L, 60_000L);
    }

    // ---- several entries

    @Test
    void putAllAndRemoveAll_ofThousands_reachEveryEntry() {
        Map<String, String> entries = new LinkedHashMap<>();
        IntStream.range(0, 3_000).forEach(i -> entries.put("k" + i, "v" + i));
        entries.put("null", null);
        cache.putAll(entries);
        assertThat(cache.getAll(entries.keySet())).isEqualTo(entries);
        assertThat(cache.removeAll(List.of("k1", "k1", "k2", "missing"))).isEqualTo(2);
        assertThat(cache.async()
                        .removeAll(entries.keySet())
                        .toCompletableFuture()
                        .join())
                .isEqualTo(entries.size() - 2);
        assertThat(cache.getAll(entries.keySet())).isEmpty();
        cache.putAll(Map.of());
        assertThat(cache.removeAll(List.of())).isZero();
    }

    @Test
    void putAllAndRemoveAll_withAnInvalidKey_sendNothing() {
        Map<String, String> entries = new LinkedHashMap<>(Map.of("a", "1"));
        entries.put("", "2");
        cache.find("warm up");
        server.resetStats();
        assertThatThrownBy(() -> cache.putAll(entries)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cache.removeAll(List.of("a", ""))).isInstanceOf(IllegalArgumentException.class);
        assertThat(server.calls("evalsha") + server.calls("eval")).isZero();
    }

    // ---- expiry after access

    @Test
    void expireAfterAccess_readEntry_isExtendedAtMostOncePerTenth() {
        NamedCache<String, String> idle = redis.cache("idle", String.class, TEXT.expireAfterAccess(MINUTE));
        idle.put("k", "v");
        String name = idle.operations().keySpaces.current().await().address("k").redisKey();
        server.resetStats();
        for (int i = 0; i < 20; i++) {
            assertThat(idle.get("k")).contains("v");
        }
        assertThat(server.calls("pexpire")).isZero();

        server.command("PEXPIRE", name, "50000"); // as if a sixth of the time had passed
        server.resetStats();
        for (int i = 0; i < 20; i++) {
            assertThat(idle.get("k", key -> "loaded")).isEqualTo("v");
        }
        Await.until(() -> (Long) server.command("PTTL", name) > 55_000, SOON);
        assertThat(idle.getAll(List.of("k"))).containsEntry("k", "v");
        assertThat(server.calls("pexpire")).isEqualTo(1);
    }

    @Test
    void expireAfterAccess_withANearCacheOrOwnTtls_isRefused() {
        CacheOptions idle = TEXT.expireAfterAccess(MINUTE);
        assertThatThrownBy(() -> idle.nearCache(10)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> TEXT.nearCache(10).expireAfterAccess(MINUTE))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> idle.ttlFrom(String.class, value -> MINUTE)).isInstanceOf(IllegalStateException.class);
        NamedCache<String, String> there = redis.cache("idle", String.class, idle);
        assertThatThrownBy(() -> there.put("k", "v", MINUTE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> there.put("k", "v", Instant.now())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> there.putIfAbsent("k", "v", MINUTE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> there.touch("k", MINUTE)).isInstanceOf(IllegalStateException.class);
        there.put("k", "v");
        assertThat(there.touch("k")).isTrue();
    }
}
