package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dkredis.DkRedis;
import io.github.dkredis.SplitBySlot;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bulk operations of caches whose keys are split by slot. An assertion in the client finds keys that are not. */
@RedisTest(servers = RedisTest.Servers.FIRST)
@Timeout(60)
class SplitCacheTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final CacheOptions TEXT = CacheOptions.defaults().codec(Codec.string());

    private final Map<String, String> source = new HashMap<>();
    private final List<String> keys = new ArrayList<>();
    private DkRedis redis;
    private DkRedis other;

    @BeforeEach
    void connect(RedisServer server) {
        redis = SplitBySlot.connect(server.uri().toString());
        other = SplitBySlot.connect(server.uri().toString());
        IntStream.range(0, 300).forEach(i -> {
            keys.add("k" + i);
            source.put("k" + i, "v" + i);
        });
    }

    @AfterEach
    void close() {
        redis.close();
        other.close();
    }

    @Test
    void getAll_withLoader_loadsStoresAndReadsAll() {
        NamedCache<String, String> cache = redis.cache("c", String.class, TEXT);
        NamedCache<String, String> there = other.cache("c", String.class, TEXT);
        AtomicInteger loads = new AtomicInteger();

        assertThat(cache.getAll(keys, missing -> {
                    loads.incrementAndGet();
                    Map<String, String> loaded = new HashMap<>();
                    missing.forEach(key -> loaded.put(key, source.get(key)));
                    return loaded;
                }))
                .isEqualTo(source);
        assertThat(loads).hasValue(1);
        Await.until(() -> there.getAll(keys).equals(source), SOON);
        assertThat(there.removeAll(keys)).isEqualTo(300);
        assertThat(cache.getAll(keys)).isEmpty();
    }

    @Test
    void getAll_loaderFails_givesAllLeasesBack(RedisServer server) {
        NamedCache<String, String> cache = redis.cache("c", String.class, TEXT);

        assertThat(catchThrowable(() -> cache.getAll(keys, missing -> {
                    throw new IllegalStateException("the source is away");
                })))
                .isInstanceOf(IllegalStateException.class);

        Await.until(() -> ((List<?>) server.command("KEYS", "*cache-fill*")).isEmpty(), SOON);
    }

    @Test
    void nearCache_manyKeys_areServedNearAndInvalidated() {
        NamedCache<String, String> near = redis.cache("n", String.class, TEXT.nearCache(1_000));
        NamedCache<String, String> far = other.cache("n", String.class, TEXT);
        far.putAll(source);
        Await.until(
                () -> {
                    near.getAll(keys);
                    return near.stats().nearHits() >= 300;
                },
                SOON);

        far.removeAll(keys);

        Await.until(() -> near.getAll(keys).isEmpty(), SOON);
    }

    @Test
    void staleEntries_manyKeys_areRefreshedTogether() {
        NamedCache<String, String> cache = redis.cache(
                "s", String.class, TEXT.ttl(Duration.ofMillis(1)).jitter(0).staleWindow(Duration.ofMinutes(1)));
        cache.putAll(source);
        AtomicInteger refreshed = new AtomicInteger();

        Await.until(
                () -> {
                    cache.getAll(keys, missing -> {
                        refreshed.addAndGet(missing.size());
                        Map<String, String> loaded = new HashMap<>();
                        missing.forEach(key -> loaded.put(key, "new"));
                        return loaded;
                    });
                    return refreshed.get() >= 300;
                },
                SOON);
    }

    @Test
    void objectCache_manyKeys_areStoredAndRemoved() {
        redis.cache().putAll(new HashMap<>(source));
        assertThat(other.cache().getAll(keys)).hasSize(300);
        assertThat(redis.cache().removeAll(keys)).isEqualTo(300);
        assertThat(other.cache().getAll(keys)).isEmpty();
    }

    /** One script for the entry, and one read of the generation. On one server it is one script. */
    @Test
    void put_costsOneMoreCommandThanOnOneServer(RedisServer server) {
        try (DkRedis whole = DkRedis.connect(server.uri().toString())) {
            assertThat(commandsOfAPut(server, whole)).isEqualTo(1);
        }
        assertThat(commandsOfAPut(server, redis)).isEqualTo(2);
    }

    private static long commandsOfAPut(RedisServer server, DkRedis client) {
        NamedCache<String, String> cache = client.cache("p", String.class, TEXT);
        awaitTracking(cache);
        long before = server.calls("evalsha");
        cache.put("k", "v");
        return server.calls("evalsha") - before;
    }

    private static void awaitTracking(NamedCache<String, String> cache) {
        cache.put("warm", "up");
        Await.until(
                () -> {
                    cache.find("warm");
                    return Warm.isTracked(cache);
                },
                SOON);
    }

    /** A tombstone and a removal for each entry; the generation is read once before the body, and once after it. */
    @Test
    void saving_severalEntries_readsTheGenerationOnceForAll(RedisServer server) {
        NamedCache<String, String> cache = redis.cache("p", String.class, TEXT);
        awaitTracking(cache);
        List<CacheKey> entries = keys.subList(0, 5).stream().map(cache::entry).toList();
        long before = server.calls("evalsha");
        redis.invalidator().saving(() -> entries, () -> null);
        assertThat(server.calls("evalsha") - before).isEqualTo(2 * 5 + 2);
    }
}
