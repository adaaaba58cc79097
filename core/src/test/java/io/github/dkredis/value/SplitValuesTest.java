package io.github.dkredis.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.SplitBySlot;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Operations on many values whose keys are split by slot. An assertion in the client finds keys that are not. */
@RedisTest(servers = RedisTest.Servers.FIRST)
class SplitValuesTest {

    private DkRedis redis;

    @BeforeEach
    void connect(RedisServer server) {
        redis = SplitBySlot.connect(server.uri().toString());
    }

    @AfterEach
    void close() {
        redis.close();
    }

    /** The results are in the order of the keys, not in that of the slots. */
    @Test
    void manyKeys_inManySlots_areStoredReadAndRemovedAll(RedisServer server) {
        Values values = redis.values();
        Map<String, Integer> numbers = new LinkedHashMap<>();
        IntStream.range(0, 3_000).forEach(i -> numbers.put("k" + i, i));
        List<String> keys = new ArrayList<>(numbers.keySet());
        Collections.reverse(keys);

        values.setAll(numbers);
        assertThat(values.getAll(keys, Integer.class)).containsExactlyInAnyOrderEntriesOf(numbers);
        assertThat(new ArrayList<>(values.getAll(keys, Integer.class).keySet())).isEqualTo(keys);
        values.setAll(numbers, Duration.ofMinutes(1));
        assertThat((Long) server.command("PTTL", "k2999")).isPositive();
        assertThat(values.async()
                        .getAll(keys, Integer.class)
                        .toCompletableFuture()
                        .join())
                .hasSize(3_000);
        assertThat(values.removeAll(keys)).isEqualTo(3_000);
        assertThat(values.getAll(keys)).isEmpty();
    }

    /** More slots than the client may have commands in flight: an asynchronous caller takes its turn as well. */
    @Test
    void manyKeys_moreThanMayBeInFlight_areNotRefused(RedisServer server) {
        try (DkRedis small = SplitBySlot.of(
                        DkRedis.builder().uri(server.uri().toString()).maxInFlight(10))
                .connect()) {
            Map<String, String> texts = new LinkedHashMap<>();
            IntStream.range(0, 500).forEach(i -> texts.put("k" + i, "v" + i));

            small.values().async().setAll(texts).toCompletableFuture().join();

            assertThat(small.values()
                            .async()
                            .getAll(texts.keySet(), String.class)
                            .toCompletableFuture()
                            .join())
                    .isEqualTo(texts);
        }
    }
}
