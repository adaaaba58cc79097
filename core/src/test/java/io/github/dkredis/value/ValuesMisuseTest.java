package io.github.dkredis.value;

import static io.github.dkredis.support.NullValue.nothing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.support.Counter;
import io.github.dkredis.support.Forms;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Misuse is refused by the JDK's own exceptions, at once, before anything is sent. */
@RedisTest
class ValuesMisuseTest {

    private static final List<BiConsumer<ValuesForm, String>> WITH_A_KEY = List.of(
            (v, key) -> v.set(key, "x"),
            (v, key) -> v.set(key, "x", Duration.ofMinutes(1)),
            (v, key) -> v.setAll(one(key)),
            (v, key) -> v.setAll(one(key), Duration.ofMinutes(1)),
            (v, key) -> v.get(key),
            (v, key) -> v.get(key, String.class),
            (v, key) -> v.getOrDefault(key, "x"),
            (v, key) -> v.getAll(Arrays.asList("good", key)),
            (v, key) -> v.pop(key),
            (v, key) -> v.pop(key, String.class),
            (v, key) -> v.remove(key),
            (v, key) -> v.removeAll(Arrays.asList("good", key)),
            (v, key) -> v.contains(key));

    private static final List<Duration> WRONG_TIMES = List.of(
            Duration.ZERO,
            Duration.ofNanos(1),
            Duration.ofNanos(999_999),
            Duration.ofMillis(-1),
            Duration.ofNanos(-1),
            Duration.ofDays(365_000).plusNanos(1),
            Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
            Duration.ofSeconds(Long.MIN_VALUE));

    private DkRedis redis;

    private static Map<String, String> one(String key) {
        Map<String, String> map = new HashMap<>();
        map.put(key, "x");
        return map;
    }

    @BeforeEach
    void connect(RedisServer server) {
        redis = DkRedis.connect(server.uri().toString());
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private void inEachForm(Consumer<ValuesForm> use) {
        use.accept(Forms.of(ValuesForm.class, redis.values()));
        use.accept(Forms.of(ValuesForm.class, redis.values().async()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\uD800", "a\uDC00b", "?\uD800", "\uDC00\uD800"})
    void key_emptyOrNoUnicode_isIllegalArgument(String key, RedisServer server) {
        Counter sent = Counter.on(server);
        inEachForm(values -> WITH_A_KEY.forEach(call -> assertThatThrownBy(() -> call.accept(values, key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("key")));
        sent.assertNothingWasSent();
    }

    @Test
    void key_null_isNullPointer(RedisServer server) {
        Counter sent = Counter.on(server);
        inEachForm(values -> WITH_A_KEY.forEach(call ->
                assertThatThrownBy(() -> call.accept(values, nothing())).isInstanceOf(NullPointerException.class)));
        sent.assertNothingWasSent();
    }

    @Test
    void ttl_outOfBounds_isIllegalArgument(RedisServer server) {
        Counter sent = Counter.on(server);
        inEachForm(values -> {
            for (Duration wrong : WRONG_TIMES) {
                assertThatThrownBy(() -> values.set("k", "v", wrong))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("time to live");
                assertThatThrownBy(() -> values.setAll(Map.of("k", "v"), wrong))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThatThrownBy(() -> values.set("k", "v", nothing())).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> values.setAll(Map.of("k", "v"), nothing()))
                    .isInstanceOf(NullPointerException.class);
        });
        sent.assertNothingWasSent();
    }

    @Test
    void manyKeys_none_isIllegalArgument(RedisServer server) {
        Counter sent = Counter.on(server);
        inEachForm(values -> {
            assertThatThrownBy(() -> values.setAll(Map.of())).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> values.setAll(Map.of(), Duration.ofMinutes(1)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> values.getAll(List.of())).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> values.removeAll(List.of())).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> values.setAll(nothing())).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> values.removeAll(nothing())).isInstanceOf(NullPointerException.class);
        });
        sent.assertNothingWasSent();
    }

    /** Caught: Redis closes the connection for more than it takes, and everybody's requests were lost with it. */
    @Test
    void manyKeys_moreThanRedisTakes_isIllegalArgument(RedisServer server) {
        List<String> keys = java.util.stream.IntStream.range(0, 1_100_000)
                .mapToObj(i -> "k" + i)
                .toList();
        Counter sent = Counter.on(server);
        inEachForm(values -> assertThatThrownBy(() -> values.removeAll(keys))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a million"));
        sent.assertNothingWasSent();
    }

    @Test
    void fallbackAndCodecAndType_null_areNullPointer(RedisServer server) {
        Counter sent = Counter.on(server);
        inEachForm(values -> {
            assertThatThrownBy(() -> values.getOrDefault("k", nothing())).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> values.get("k", io.github.dkredis.support.NullValue.<Class<String>>nothing()))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> values.pop("k", io.github.dkredis.support.NullValue.<Class<String>>nothing()))
                    .isInstanceOf(NullPointerException.class);
        });
        assertThatThrownBy(() -> redis.values(nothing())).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> redis.values().withCodec(nothing())).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> redis.values().async().withCodec(nothing())).isInstanceOf(NullPointerException.class);
        sent.assertNothingWasSent();
        assertThat(redis.values().contains("k")).isFalse();
    }
}
