package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.OutcomeUnknownException;
import io.github.dkredis.SplitBySlot;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Trigger;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The same with a generation whose key is in another slot than the entries, as in a cluster: it is read after each
 * change.
 */
@RedisTest(servers = RedisTest.Servers.FIRST)
@Timeout(30)
class SplitGenerationTest extends GenerationTest {

    @Override
    DkRedis open(String uri) {
        return SplitBySlot.connect(uri);
    }

    @Test
    void putAllAndRemoveAll_generationEndsOnTheirWay_workInTheNextOne() {
        Map<String, String> values = new HashMap<>();
        IntStream.range(0, 300).forEach(i -> values.put("k" + i, "v" + i));
        proxy.onNext("EVALSHA").run(there::clear);

        cache.putAll(values);

        assertThat(there.getAll(values.keySet())).isEqualTo(values);
        proxy.onNext("EVALSHA").run(() -> {
            there.clear();
            there.putAll(values);
        });
        assertThat(cache.removeAll(values.keySet())).isEqualTo(300);
        assertThat(there.getAll(values.keySet())).isEmpty();
    }

    /** The generation ends after the change and before the read that follows it. */
    @Test
    void put_clearedAfterTheChange_standsInTheNextGeneration() {
        secondScript().run(there::clear);

        cache.put("k", "mine");

        assertThat(there.get("k")).contains("mine");
        assertThat(cache.get("k")).contains("mine");
    }

    @Test
    void touchAndPutIfAbsent_generationEndsOnTheirWay_answerForTheNextOne() {
        cache.put("k", "before");
        proxy.onNext("EVALSHA").run(there::clear);
        assertThat(cache.touch("k")).isFalse();

        cache.put("k", "before");
        proxy.onNext("EVALSHA").run(there::clear);
        assertThat(cache.putIfAbsent("k", "mine")).isTrue();
        assertThat(there.get("k")).contains("mine");
    }

    /** The first script is the change, and the second one reads the generation. */
    private Trigger secondScript() {
        AtomicInteger scripts = new AtomicInteger();
        return proxy.onNext(request -> request.command().equals("EVALSHA") && scripts.incrementAndGet() == 2);
    }

    /** Redis does not say whether the generation of a value that was stored still stands. */
    @Test
    void put_withoutConfirmation_hasAnUnknownOutcome(RedisServer server) {
        try (DkRedis hurried = SplitBySlot.of(
                        DkRedis.builder().uri(proxy.uri().toString()).timeout(Duration.ofSeconds(3)))
                .connect()) {
            NamedCache<String, String> here =
                    hurried.cache("g", String.class, CacheOptions.defaults().codec(Codec.string()));
            here.put("k", "before");
            Await.until(
                    () -> {
                        here.find("k");
                        return Warm.isTracked(here);
                    },
                    Duration.ofSeconds(10));
            AtomicInteger scripts = new AtomicInteger();
            proxy.onEach(request -> request.command().equals("EVALSHA") && scripts.incrementAndGet() >= 2)
                    .swallowReplies(); // also if it is sent again, over another connection

            assertThatThrownBy(() -> here.put("k", "mine"))
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining("cleared before");
        }
    }

    /** The tombstone is in the generation that ends while the body runs; the removal after the body is cut off. */
    @Test
    void saving_clearedBeforeTheRemoval_removesFromBothGenerations(RedisServer server) {
        redis.invalidator().saving(() -> List.of(cache.entry("k")), () -> {
            proxy.onNext("EVALSHA").run(() -> {
                there.clear();
                there.put("k", "old");
            });
            return null;
        });

        assertThat(there.find("k").isHit()).isFalse();
        assertThat((List<?>) server.command("KEYS", "*cache-fill*")).isEmpty();
    }
}
