package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Fault;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Near entries that are served for a time while Redis is away. Caught planted bugs: a time without an end; entries that
 * stay although this client has tried to change them; entries of the time before an outage that are served beside a
 * working connection.
 */
@RedisTest(servers = RedisTest.Servers.FIRST)
@Timeout(60)
class NearCacheOutageTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final CacheOptions TEXT = CacheOptions.defaults().codec(Codec.string());
    private static final CacheOptions NEAR = TEXT.nearCache(100);

    private FaultProxy proxy;
    private DkRedis redis;
    private DkRedis other;
    private NamedCache<String, String> near;
    private NamedCache<String, String> far;

    @BeforeEach
    void connect(RedisServer server, FaultProxy proxy) {
        this.proxy = proxy;
        redis = DkRedis.builder()
                .uri(proxy.uri().toString())
                .timeout(Duration.ofSeconds(1))
                .connect();
        other = DkRedis.connect(server.uri().toString());
        near = redis.cache("n", String.class, NEAR.nearWhileUnavailable(Duration.ofHours(1)));
        far = other.cache("n", String.class, TEXT);
    }

    @AfterEach
    void close() {
        redis.close();
        other.close();
    }

    private void keep(NamedCache<String, String> cache, String key, String value) {
        other.cache(cache.operations() == near.operations() ? "n" : "brief", String.class, TEXT)
                .put(key, value);
        Await.until(
                () -> {
                    long before = cache.stats().nearHits();
                    return Optional.of(value).equals(asked(cache, key))
                            && cache.stats().nearHits() > before;
                },
                SOON,
                () -> "never kept: " + cache.stats());
    }

    /** The value, or empty if it is missing or Redis cannot be reached. */
    private static Optional<String> asked(NamedCache<String, String> cache, String key) {
        try {
            return cache.get(key);
        } catch (RedisUnavailableException e) {
            return Optional.empty();
        }
    }

    private void loseRedis() {
        AtomicBoolean ended = new AtomicBoolean();
        // listeners are told in the order of their registration, so this one after the caches
        tracking().onSession(new Tracking.SessionListener() {
            @Override
            public void ended(long session) {
                ended.set(true);
            }

            @Override
            public void begins() {
                // Redis is back, which the tests themselves look at
            }
        });
        proxy.refuse();
        proxy.cut();
        Await.until(() -> !near.operations().client().isConnected() && ended.get(), SOON);
    }

    private Tracking tracking() {
        return near.operations().nearCache.tracking();
    }

    @Test
    void redisIsAway_keptEntriesAreServedUntilItIsBack() {
        keep(near, "k", "old");
        loseRedis();
        far.put("k", "new");
        long before = near.stats().nearHits();
        assertThat(near.get("k")).contains("old");
        assertThat(near.get("k", key -> "loaded")).isEqualTo("old");
        assertThat(near.find("k").toOptional()).contains("old");
        assertThat(near.getAll(List.of("k"))).isEqualTo(Map.of("k", "old"));
        assertThat(near.getAll(List.of("k", "absent"), keys -> Map.of("absent", "loaded")))
                .isEqualTo(Map.of("k", "old", "absent", "loaded"));
        assertThat(near.async().get("k", key -> null)).succeedsWithin(SOON).isEqualTo("old");
        assertThat(near.stats().nearHits()).isEqualTo(before + 6);

        proxy.accept();
        Await.until(() -> asked(near, "k").equals(Optional.of("new")), SOON);
        for (int i = 0; i < 100; i++) {
            assertThat(near.get("k")).contains("new");
        }
    }

    /** A second loss before Redis has answered again does not prolong the time. */
    @Test
    void timeIsOver_nothingIsServed() {
        NamedCache<String, String> brief =
                redis.cache("brief", String.class, NEAR.nearWhileUnavailable(Duration.ofMillis(500)));
        keep(brief, "k", "old"); // otherwise it would be served for half an hour
        loseRedis();
        Await.until(() -> asked(brief, "k").isEmpty(), SOON);
        proxy.cut();
        long hits = brief.stats().nearHits();
        assertThat(asked(brief, "k")).isEmpty();
        assertThat(brief.get("k", key -> "loaded")).isEqualTo("loaded");
        assertThat(brief.stats().nearHits()).isEqualTo(hits);
    }

    @Test
    void entriesThatWereInvalidated_areNotServed() {
        for (String key : List.of("removed", "put", "mine", "kept")) {
            keep(near, key, "old");
        }
        far.remove("removed");
        far.put("put", "new");
        Await.until(() -> near.get("removed").isEmpty(), SOON);
        keep(near, "put", "new");
        near.remove("mine");
        loseRedis();
        assertThat(asked(near, "removed")).isEmpty();
        assertThat(asked(near, "put")).contains("new");
        assertThat(asked(near, "mine")).isEmpty();
        assertThat(asked(near, "kept")).contains("old");
    }

    @Test
    void allKeysAreInvalidated_nothingIsServed(RedisServer server) {
        keep(near, "k", "old");
        server.command("FLUSHALL");
        Await.until(() -> near.get("k").isEmpty(), SOON);
        loseRedis();
        assertThat(asked(near, "k")).isEmpty();
    }

    /**
     * The changes fail, since Redis is away; whether they count is unknown, so what was kept is not served any more.
     */
    @Test
    void thisClientTriesToChangeEntries_theyAreNotServedAnyMore() {
        List<String> keys = List.of("put", "remove", "all", "absent", "touch", "saved", "putAll", "cleared");
        keys.forEach(key -> keep(near, key, "old"));
        loseRedis();
        List<Runnable> changes = List.of(
                () -> near.put("put", "new"),
                () -> near.remove("remove"),
                () -> near.removeAll(List.of("all")),
                () -> near.putIfAbsent("absent", "new"),
                () -> near.touch("touch"),
                () -> redis.invalidator().saving(() -> List.of(near.entry("saved")), () -> "never"),
                () -> near.putAll(Map.of("putAll", "new")),
                () -> near.clear());
        for (int i = 0; i < changes.size(); i++) {
            Runnable change = changes.get(i);
            assertThat(asked(near, keys.get(i))).contains("old");
            assertThatThrownBy(change::run).isInstanceOf(RedisUnavailableException.class);
            assertThat(asked(near, keys.get(i))).as(keys.get(i)).isEmpty();
        }
    }

    /** Only the server's reports are missing, for example because it refuses to track; Redis itself is there. */
    @Test
    void trackingEnds_redisAnswers_entriesOfBeforeAreNotServed(RedisServer server) {
        keep(near, "k", "old");
        Fault held =
                proxy.onEach(request -> request.words().contains("TRACKING")).holdReply();
        long session = tracking().session();
        server.clients().stream()
                .filter(client -> client.matches(".* flags=\\w*t.*"))
                .forEach(client -> server.command("CLIENT", "KILL", "ID", client.replaceFirst(".*id=(\\d+) .*", "$1")));
        held.await(SOON);
        assertThat(near.operations().client().isConnected()).isTrue();
        assertThat(tracking().session()).isZero();
        far.put("k", "new");
        for (int i = 0; i < 20; i++) {
            assertThat(asked(near, "k")).isNotEqualTo(Optional.of("old"));
        }
        held.release();
        keep(near, "k", "newer");
        assertThat(tracking().session()).isGreaterThan(session);
    }

    @Test
    void clientIsClosedWhileRedisIsAway_nothingIsServed() {
        keep(near, "k", "old");
        loseRedis();
        assertThat(near.get("k")).contains("old");
        redis.close();
        assertThatThrownBy(() -> near.get("k")).isInstanceOf(IllegalStateException.class);
    }
}
