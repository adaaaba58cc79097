package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A near cache that is bounded by the weight of its values. Caught a planted bug: every entry keeps the weight that it
 * had before its value was decoded.
 */
@RedisTest(servers = RedisTest.Servers.FIRST)
@Timeout(60)
class NearCacheWeightTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final CacheOptions TEXT = CacheOptions.defaults().codec(Codec.string());
    private static final int MAX = 100;

    private DkRedis redis;

    @BeforeEach
    void connect(RedisServer server) {
        redis = DkRedis.connect(server.uri().toString());
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private NamedCache<String, String> weighing(ToIntFunction<String> weigher) {
        return redis.cache("w", String.class, TEXT.nearCacheByWeight(MAX, String.class, weigher));
    }

    private static void keep(NamedCache<String, String> cache, String key) {
        Await.until(
                () -> {
                    long before = cache.stats().nearHits();
                    cache.find(key);
                    return cache.stats().nearHits() > before;
                },
                SOON,
                () -> "never kept: " + cache.stats());
    }

    /** How many of the entries are kept. */
    private static long kept(NamedCache<String, String> cache, List<String> keys) {
        long before = cache.stats().nearHits();
        keys.forEach(key -> cache.operations().nearHit(key));
        return cache.stats().nearHits() - before;
    }

    @Test
    void values_inTotalHeavierThanTheBound_areKeptUpToTheBound() {
        NamedCache<String, String> cache = weighing(String::length);
        List<String> keys = IntStream.range(0, 20).mapToObj(i -> "k" + i).toList();
        keys.forEach(key -> cache.put(key, "x".repeat(30)));
        keep(cache, "k0");
        for (int i = 0; i < 3; i++) {
            keys.forEach(cache::get);
            cache.getAll(keys);
            assertThat(kept(cache, keys)).isBetween(1L, 3L);
        }
        assertThat(cache.operations().nearCache.size()).isLessThanOrEqualTo(3);

        List<String> light = IntStream.range(0, 20).mapToObj(i -> "l" + i).toList();
        light.forEach(key -> cache.put(key, "xxxx"));
        keys.forEach(cache::remove);
        Await.until(
                () -> {
                    cache.getAll(light);
                    return kept(cache, light) == 20;
                },
                SOON,
                () -> "kept only " + kept(cache, light));
    }

    @Test
    void value_heavierThanTheBound_isNotKept() {
        NamedCache<String, String> cache = weighing(String::length);
        cache.put("heavy", "x".repeat(MAX + 1));
        cache.put("light", "x");
        keep(cache, "light");
        for (int i = 0; i < 3; i++) {
            assertThat(cache.get("heavy")).contains("x".repeat(MAX + 1));
            assertThat(kept(cache, List.of("heavy"))).isZero();
        }
        assertThat(kept(cache, List.of("light"))).isEqualTo(1);
    }

    @Test
    void nullAndOtherTypes_weighOne() {
        NamedCache<String, Object> cache = redis.cache(
                "mixed", Object.class, CacheOptions.defaults().nearCacheByWeight(1, String.class, text -> 2));
        cache.put("null", null);
        cache.put("number", 7);
        for (String key : List.of("null", "number")) {
            Await.until(
                    () -> {
                        cache.find(key);
                        return cache.operations().nearHit(key) != null;
                    },
                    SOON);
        }
        cache.put("text", "x");
        assertThat(cache.get("text")).contains("x");
        assertThat(cache.operations().nearHit("text")).isNull();
    }

    @Test
    void change_isSeenAtOnce() {
        NamedCache<String, String> cache = weighing(String::length);
        for (int i = 0; i < 20; i++) {
            cache.put("k", "v" + i);
            assertThat(cache.get("k")).contains("v" + i);
            keep(cache, "k");
            assertThat(cache.get("k")).contains("v" + i);
        }
    }

    @Test
    void weigher_returnsANegativeWeightOrThrows_failsTheReadAndKeepsNothing() {
        NamedCache<String, String> cache = weighing(text -> {
            if (text.equals("unknown")) {
                throw new UnsupportedOperationException("no weight");
            }
            return text.equals("negative") ? -1 : 1;
        });
        cache.put("fine", "v");
        keep(cache, "fine");
        cache.put("a", "negative");
        cache.put("b", "unknown");
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> cache.get("a"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("negative weight")
                    .hasMessageContaining("-1");
            assertThatThrownBy(() -> cache.getAll(List.of("fine", "a"))).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> cache.get("b", key -> "never")).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> cache.getAll(List.of("b"), keys -> null))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
        assertThat(cache.operations().singleFlight.size()).isZero();
        assertThat(kept(cache, List.of("a", "b"))).isZero();
        assertThat(cache.get("fine")).contains("v");
    }

    @Test
    void options_thatContradictOrAreOutOfBounds_areRefused() {
        for (long weight : new long[] {0, -1, Long.MIN_VALUE}) {
            assertThatThrownBy(() -> TEXT.nearCacheByWeight(weight, String.class, String::length))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("weight");
        }
        assertThatThrownBy(() -> TEXT.nearCacheByWeight(1, null, x -> 1)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> TEXT.nearCacheByWeight(1, String.class, null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> TEXT.nearTtl(Duration.ofSeconds(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("near cache");
        assertThatThrownBy(() -> TEXT.nearWhileUnavailable(Duration.ofSeconds(1)))
                .isInstanceOf(IllegalStateException.class);
        CacheOptions idle = TEXT.expireAfterAccess(Duration.ofSeconds(1));
        assertThatThrownBy(() -> idle.nearCacheByWeight(1, String.class, String::length))
                .isInstanceOf(IllegalStateException.class);
        CacheOptions weighed = TEXT.nearCacheByWeight(1, String.class, String::length);
        assertThatThrownBy(() -> weighed.expireAfterAccess(Duration.ofSeconds(1)))
                .isInstanceOf(IllegalStateException.class);
        for (Duration invalid : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(1_000_000))) {
            assertThatThrownBy(() -> weighed.nearTtl(invalid)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> weighed.nearWhileUnavailable(invalid))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void options_withTheSameWeigher_areEqual() {
        ToIntFunction<String> weigher = String::length;
        CacheOptions options = TEXT.nearCacheByWeight(7, String.class, weigher).nearTtl(Duration.ofSeconds(1));
        assertThat(options)
                .isEqualTo(TEXT.nearCacheByWeight(7, String.class, weigher).nearTtl(Duration.ofSeconds(1)))
                .isNotEqualTo(TEXT.nearCacheByWeight(8, String.class, weigher).nearTtl(Duration.ofSeconds(1)))
                .isNotEqualTo(TEXT.nearCache(7, Duration.ofSeconds(1)));
        assertThat(TEXT.nearCache(7, Duration.ofSeconds(1)))
                .isEqualTo(TEXT.nearCache(7).nearTtl(Duration.ofSeconds(1)));
    }
}
