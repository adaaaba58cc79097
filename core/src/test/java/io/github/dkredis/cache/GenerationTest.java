package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A {@code clear} by another client at the worst moment: while a command for the previous generation is on its way. */
@RedisTest
@Timeout(60)
class GenerationTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final CacheOptions TEXT = CacheOptions.defaults().codec(Codec.string());

    FaultProxy proxy;
    DkRedis redis;
    DkRedis other;
    NamedCache<String, String> cache;
    NamedCache<String, String> there;

    DkRedis open(String uri) {
        return DkRedis.connect(uri);
    }

    @BeforeEach
    void connect(RedisServer server, FaultProxy proxy) {
        this.proxy = proxy;
        redis = open(proxy.uri().toString());
        other = open(server.uri().toString());
        cache = redis.cache("g", String.class, TEXT);
        there = other.cache("g", String.class, TEXT);
        cache.put("scripts", "known");
        cache.remove("scripts");
        Await.until(
                () -> {
                    cache.find("warm");
                    return Warm.isTracked(cache);
                },
                SOON);
    }

    @AfterEach
    void close() {
        redis.close();
        other.close();
    }

    /** Caught a planted bug: a {@code remove} that does not check the generation. */
    @Test
    void remove_generationEndsOnItsWay_removesInTheNextOne() {
        cache.put("k", "before");
        proxy.onNext("EVALSHA").run(() -> {
            there.clear();
            there.put("k", "after");
        });

        assertThat(cache.remove("k")).isTrue();

        assertThat(there.find("k").isHit()).isFalse();
    }

    /** Caught a planted bug: a {@code put} that does not check the generation. */
    @Test
    void put_generationEndsOnItsWay_storesInTheNextOne() {
        proxy.onNext("EVALSHA").run(there::clear);

        cache.put("k", "mine");

        assertThat(there.get("k")).contains("mine");
    }

    /** Caught a planted bug: a tombstone that does not check the generation. */
    @Test
    void saving_generationEndsBeforeTheTombstone_stillRefusesFills() {
        proxy.onNext("EVALSHA").run(there::clear);

        redis.invalidator().saving(() -> List.of(cache.entry("k")), () -> {
            there.get("k", key -> "old");
            assertThat(there.find("k").isHit()).isFalse();
            return null;
        });
    }

    /** Caught a planted bug: a removal after the body in the generation of its beginning only. */
    @Test
    void saving_clearedMeanwhile_leavesNothingOld() {
        redis.invalidator().saving(() -> List.of(cache.entry("k")), () -> {
            there.clear();
            there.get("k", key -> "old"); // the tombstone has stayed in the old generation
            assertThat(there.get("k")).contains("old");
            return null;
        });

        assertThat(there.find("k").isHit()).isFalse();
        assertThat(cache.get("k", key -> "new")).isEqualTo("new");
    }

    /** Caught a planted bug: entries that are named without their generation. */
    @Test
    void get_clearedWhileItLoads_isLoadedAgain() {
        assertThat(cache.get("k", key -> {
                    there.clear();
                    return "old";
                }))
                .isEqualTo("old");

        Await.until(() -> !cache.find("k").isHit(), SOON);
        assertThat(there.find("k").isHit()).isFalse();
        assertThat(cache.get("k", key -> "new")).isEqualTo("new");
    }

    /** Caught a planted bug: a near cache that keeps what was read from an ended generation. */
    @Test
    void nearRead_ofAnEndedGeneration_isNotKept() {
        NamedCache<String, String> near = redis.cache("near", String.class, TEXT.nearCache(100));
        NamedCache<String, String> far = other.cache("near", String.class, TEXT);
        far.put("k", "old");
        Await.until(() -> near.get("k").isPresent() && near.stats().nearHits() > 0, SOON);
        KeySpace ended = near.operations().keySpaces.current().await();
        far.clear();
        Await.until(() -> !ended.isCurrent() && !near.find("k").isHit(), SOON);

        near.operations()
                .reader
                .read(ended.address("k"))
                .await(); // as a reader that had asked for the generation just before

        assertThat(near.find("k").isHit()).isFalse();
    }

    /** Caught a planted bug: a near cache that neither checks the generation nor advances its epochs. */
    @Test
    void nearRead_generationEndsOnItsWay_isNotKept() {
        NamedCache<String, String> near = redis.cache("near", String.class, TEXT.nearCache(100));
        NamedCache<String, String> far = other.cache("near", String.class, TEXT);
        far.put("k", "old");
        far.put("warm", "up");
        Await.until(() -> near.get("warm").isPresent() && near.stats().nearHits() > 0, SOON);
        proxy.onNext("EVALSHA").run(far::clear);

        near.find("k");

        Await.until(() -> !near.find("k").isHit(), SOON);
        near.put("k", "new");
        assertThat(near.get("k")).contains("new");
    }
}
