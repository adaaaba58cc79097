package io.github.dkredis.hash;

import static io.github.dkredis.support.NullValue.nullValue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.CodecException;
import io.github.dkredis.DkRedis;
import io.github.dkredis.WrongTypeException;
import io.github.dkredis.support.ContractClient;
import io.github.dkredis.support.Counter;
import io.github.dkredis.support.NullValue;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Topology;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of hashes, in either style. */
@RedisTest(
        topologies = {Topology.SINGLE, Topology.SENTINEL, Topology.CLUSTER},
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
abstract class HashesContract {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private DkRedis redis;
    private HashesApi hashes;

    abstract HashesApi style(Hashes hashes);

    @BeforeEach
    void connect(RedisServer server) {
        redis = ContractClient.connect(server);
        hashes = style(redis.hashes());
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private static Map<String, String> fields(int count) {
        Map<String, String> fields = new LinkedHashMap<>();
        IntStream.range(0, count).forEach(i -> fields.put("field-" + i, "value-" + i));
        return fields;
    }

    @Test
    void set_fields_areMerged(RedisServer server) {
        hashes.set("h", Map.of("a", "1", "b", "2"));
        hashes.set("h", Map.of("b", "3", "c", "4"));

        assertThat(hashes.get("h")).isEqualTo(Map.of("a", "1", "b", "3", "c", "4"));
        assertThat(hashes.get("h", "b")).contains("3");
        assertThat(server.calls("hset")).isEqualTo(2);
        assertThat(server.calls("hgetall")).isOne();
        assertThat(server.calls("hget")).isOne();
        assertThatThrownBy(() -> hashes.get("h").clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void get_missing_isEmpty() {
        hashes.set("h", Map.of("a", ""));

        assertThat(hashes.get("missing")).isEmpty();
        assertThat(hashes.get("missing", "a")).isEmpty();
        assertThat(hashes.get("h", "missing")).isEmpty();
        assertThat(hashes.get("h", "a")).contains("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "line\r\nbreak", "\0", "{a}", "grün", "\uD83D\uDE00", "?", "\uFFFD"})
    void texts_ofAnyKind_comeBack(String text) {
        hashes.set("h" + text, Map.of(text, text));

        assertThat(hashes.get("h" + text)).isEqualTo(Map.of(text, text));
        assertThat(hashes.get("h" + text, text)).contains(text);
    }

    @Test
    void set_withoutTtl_keepsTheTtl(RedisServer server) {
        hashes.set("h", Map.of("a", "1"));
        assertThat(server.command("PTTL", "h")).isEqualTo(-1L);

        hashes.set("h", Map.of("b", "2"), MINUTE);
        hashes.set("h", Map.of("c", "3"));
        assertThat((Long) server.command("PTTL", "h")).isBetween(1L, 60_000L);
        assertThat(hashes.get("h")).hasSize(3);
    }

    /** Planted: HSET and PEXPIRE as two commands; the counts and the command log showed both. */
    @Test
    void set_withTtl_isOneStep(RedisServer server) {
        hashes.set("warm", Map.of("a", "1"), MINUTE); // loads the script
        server.resetStats();
        hashes.set("h", fields(10_000), MINUTE);

        assertThat((Long) server.command("PTTL", "h")).isBetween(1L, 60_000L);
        assertThat(server.command("HLEN", "h")).isEqualTo(10_000L);
        assertThat(server.calls("evalsha")).isOne();
        assertThat(server.calls("eval")).isZero();
        assertThat(hashes.get("h")).isEqualTo(fields(10_000));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 499, 500, 501, 999, 1_000, 1_001, 3_000})
    void set_withTtl_anyNumberOfFields_setsAll(int count, RedisServer server) {
        hashes.set("h", fields(count), MINUTE);

        assertThat(server.command("HLEN", "h")).isEqualTo((long) count);
        assertThat(hashes.get("h")).isEqualTo(fields(count));
    }

    @Test
    void otherType_isLeftUntouched(RedisServer server) {
        server.command("SET", "s", "text", "PX", "60000");

        assertThatThrownBy(() -> hashes.set("s", Map.of("a", "1"))).isInstanceOf(WrongTypeException.class);
        assertThatThrownBy(() -> hashes.set("s", Map.of("a", "1"), Duration.ofDays(1)))
                .isInstanceOfSatisfying(
                        WrongTypeException.class, e -> assertThat(e.key()).isEqualTo("s"));
        assertThatThrownBy(() -> hashes.get("s")).isInstanceOf(WrongTypeException.class);
        assertThatThrownBy(() -> hashes.get("s", "a")).isInstanceOf(WrongTypeException.class);
        assertThat(server.command("GET", "s")).isEqualTo("text");
        assertThat((Long) server.command("PTTL", "s")).isBetween(1L, 60_000L);
    }

    @Test
    void invalidUtf8_isACodecException(RedisServer server) {
        server.commandBinary(ascii("HSET"), ascii("h"), ascii("f"), new byte[] {(byte) 0xFF, 'x'});
        server.commandBinary(ascii("HSET"), ascii("g"), new byte[] {(byte) 0xC3}, ascii("x"));

        assertThatThrownBy(() -> hashes.get("h"))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("\"h\"");
        assertThatThrownBy(() -> hashes.get("h", "f")).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> hashes.get("g")).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> hashes.field("*", "f"))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("\"h\"");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void map_thatChangesMeanwhile_isReadOnce() {
        Map<String, String> shrinking = new AbstractMap<>() {
            @Override
            public Set<Entry<String, String>> entrySet() {
                return Set.of(Map.entry("a", "1"));
            }

            @Override
            public int size() {
                return 9;
            }
        };
        hashes.set("h", shrinking);
        hashes.set("h", shrinking, MINUTE);

        assertThat(hashes.get("h")).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void misuse_ofAnyKind_isRefusedBeforeAnythingIsSent(RedisServer server) {
        Map<String, String> good = Map.of("a", "1");
        Map<String, String> nullValue = new HashMap<>();
        nullValue.put("a", nullValue());
        Map<String, String> nullField = new HashMap<>();
        nullField.put(nullValue(), "1");
        Counter sent = Counter.on(server);

        for (String key : List.of("", "\uD800", "a\uDC00")) {
            assertThatThrownBy(() -> hashes.set(key, good)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> hashes.set(key, good, MINUTE)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> hashes.get(key)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> hashes.get(key, "a")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> hashes.field(key, "a")).isInstanceOf(IllegalArgumentException.class);
        }
        for (Map<String, String> wrong :
                List.of(Map.<String, String>of(), Map.of("\uD800", "1"), Map.of("a", "\uDC00"))) {
            assertThatThrownBy(() -> hashes.set("h", wrong)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> hashes.set("h", wrong, MINUTE)).isInstanceOf(IllegalArgumentException.class);
        }
        for (Map<String, String> wrong : List.of(nullField, nullValue)) {
            assertThatThrownBy(() -> hashes.set("h", wrong)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> hashes.set("h", wrong, MINUTE)).isInstanceOf(NullPointerException.class);
        }
        for (Duration wrong :
                List.of(Duration.ZERO, Duration.ofNanos(999_999), Duration.ofMillis(-5), Duration.ofDays(400_000))) {
            assertThatThrownBy(() -> hashes.set("h", good, wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> hashes.get("h", "\uD800")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> hashes.field("*", "\uD800")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> hashes.get(nullValue())).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> hashes.get("h", NullValue.<String>nullValue()))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> hashes.field(nullValue(), "a")).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> hashes.field("*", nullValue())).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> hashes.set("h", nullValue())).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> hashes.set("h", good, nullValue())).isInstanceOf(NullPointerException.class);
        sent.assertNothingWasSent();
    }
}
