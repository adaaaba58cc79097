package io.github.dkredis.value;

import static io.github.dkredis.support.NullValue.nullValue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.codec.TypeRef;
import io.github.dkredis.support.ApiStyle;
import io.github.dkredis.support.Counter;
import io.github.dkredis.support.NullValue;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Misuse throws an exception of the JDK at once, before anything is sent. */
@RedisTest
class ValuesMisuseTest {

    private static final List<BiConsumer<ValuesApi, String>> CALLS_WITH_A_KEY = List.of(
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

    private static final List<Duration> INVALID_TTLS = List.of(
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

    private void inEachStyle(Consumer<ValuesApi> use) {
        use.accept(ApiStyle.of(ValuesApi.class, redis.values()));
        use.accept(ApiStyle.of(ValuesApi.class, redis.values().async()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\uD800", "a\uDC00b", "?\uD800", "\uDC00\uD800"})
    void key_emptyOrInvalidUnicode_isIllegalArgument(String key, RedisServer server) {
        Counter sent = Counter.on(server);
        inEachStyle(values -> CALLS_WITH_A_KEY.forEach(call -> assertThatThrownBy(() -> call.accept(values, key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("key")));
        sent.assertNothingWasSent();
    }

    @Test
    void key_null_isNullPointer(RedisServer server) {
        Counter sent = Counter.on(server);
        inEachStyle(values -> CALLS_WITH_A_KEY.forEach(call ->
                assertThatThrownBy(() -> call.accept(values, nullValue())).isInstanceOf(NullPointerException.class)));
        sent.assertNothingWasSent();
    }

    @Test
    void ttl_outOfBounds_isIllegalArgument(RedisServer server) {
        Counter sent = Counter.on(server);
        inEachStyle(values -> {
            for (Duration wrong : INVALID_TTLS) {
                assertThatThrownBy(() -> values.set("k", "v", wrong))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("must be");
                assertThatThrownBy(() -> values.setAll(Map.of("k", "v"), wrong))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            Duration noTtl = nullValue();
            TypeRef<String> noType = nullValue();
            assertThatThrownBy(() -> values.set("k", "v", noTtl)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> values.set("k", "v", noType)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> values.setAll(Map.of("k", "v"), noType)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> values.setAll(Map.of("k", "v"), noTtl)).isInstanceOf(NullPointerException.class);
        });
        sent.assertNothingWasSent();
    }

    @Test
    void manyKeys_none_isIllegalArgument(RedisServer server) {
        Counter sent = Counter.on(server);
        inEachStyle(values -> {
            assertThatThrownBy(() -> values.setAll(Map.of())).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> values.setAll(Map.of(), Duration.ofMinutes(1)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> values.getAll(List.of())).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> values.removeAll(List.of())).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> values.setAll(nullValue())).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> values.removeAll(nullValue())).isInstanceOf(NullPointerException.class);
        });
        sent.assertNothingWasSent();
    }

    /** Caught: Redis closed the connection after too many keys, and all callers lost their requests. */
    @Test
    void manyKeys_moreThanRedisAccepts_isIllegalArgument(RedisServer server) {
        List<String> keys = IntStream.range(0, 1_100_000).mapToObj(i -> "k" + i).toList();
        Counter sent = Counter.on(server);
        inEachStyle(values -> assertThatThrownBy(() -> values.removeAll(keys))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a million"));
        sent.assertNothingWasSent();
    }

    @Test
    void fallbackAndCodecAndType_null_areNullPointer(RedisServer server) {
        Counter sent = Counter.on(server);
        inEachStyle(values -> {
            assertThatThrownBy(() -> values.getOrDefault("k", nullValue())).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> values.get("k", NullValue.<Class<String>>nullValue()))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> values.pop("k", NullValue.<Class<String>>nullValue()))
                    .isInstanceOf(NullPointerException.class);
        });
        assertThatThrownBy(() -> redis.values(nullValue())).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> redis.values().withCodec(nullValue())).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> redis.values().async().withCodec(nullValue()))
                .isInstanceOf(NullPointerException.class);
        sent.assertNothingWasSent();
        assertThat(redis.values().contains("k")).isFalse();
    }
}
