package io.github.dkredis.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.CodecException;
import io.github.dkredis.DkRedis;
import io.github.dkredis.WrongTypeException;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.codec.TypeRef;
import io.github.dkredis.support.ContractClient;
import io.github.dkredis.support.Counter;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.OneServerOnly;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Topology;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of values, in either style. */
@RedisTest(
        topologies = {Topology.SINGLE, Topology.SENTINEL, Topology.CLUSTER},
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
abstract class ValuesContract {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    record User(String name, int age) {}

    DkRedis redis;
    private ValuesApi values;

    abstract ValuesApi style(Values values);

    @BeforeEach
    void connect(RedisServer server) {
        redis = ContractClient.connect(server);
        values = style(redis.values());
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "k",
                " ",
                "two words",
                "line\r\nbreak\n",
                "{tag}:{other}",
                "}{",
                "\0",
                "grün",
                "\uD83D\uDE00",
                "?",
                "*",
                "a\"quote\\",
                "\uFFFD"
            })
    void set_anyName_isThatKey(String key, RedisServer server) {
        values.set(key, "v");

        assertThat(values.get(key)).contains("v");
        assertThat(server.command("DBSIZE")).isEqualTo(1L);
        assertThat(server.commandBinary(
                        "EXISTS".getBytes(StandardCharsets.UTF_8), key.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(1L);
        assertThat(values.remove(key)).isTrue();
    }

    @Test
    void set_longName_isThatKey() {
        String key = "k".repeat(1 << 20);
        values.set(key, "v");
        assertThat(values.get(key)).contains("v");
    }

    @Test
    void set_withTtl_expiresAfterIt(RedisServer server) {
        values.set("k", "v", Duration.ofMillis(60_500));
        assertThat((Long) server.command("PTTL", "k")).isBetween(50_000L, 60_500L);

        values.set("k", "v");
        assertThat(server.command("PTTL", "k")).isEqualTo(-1L);

        values.set("k", "v", Duration.ofNanos(86_400_000_999_999L));
        assertThat((Long) server.command("PTTL", "k")).isBetween(86_300_000L, 86_400_000L);

        values.set("k", "v", Duration.ofDays(365_000));
        assertThat((Long) server.command("PTTL", "k")).isGreaterThan(31_535_000_000_000L);
    }

    @Test
    void get_missingOrNull_isEmptyAndContainsAndGetAllTellThemApart() {
        values.set("none", null);

        assertThat(values.get("none")).isEmpty();
        assertThat(values.get("missing")).isEmpty();
        assertThat(values.contains("none")).isTrue();
        assertThat(values.contains("missing")).isFalse();
        assertThat(values.getAll(List.of("none", "missing")))
                .containsOnlyKeys("none")
                .containsEntry("none", null);
        assertThat(values.pop("none")).isEmpty();
        assertThat(values.contains("none")).isFalse();
    }

    @Test
    void getOrDefault_missing_isTheFallback() {
        values.set("none", null);
        values.set("user", new User("Ada", 36));

        assertThat(values.getOrDefault("missing", 7)).isEqualTo(7);
        assertThat(values.getOrDefault("none", 7)).isEqualTo(7);
        assertThat(values.getOrDefault("user", User.class, new User("nobody", 0)))
                .isEqualTo(new User("Ada", 36));
        assertThat(values.getOrDefault("missing", User.class, new User("nobody", 0)))
                .isEqualTo(new User("nobody", 0));
    }

    @Test
    void get_typed_bindsRecordsAndGenericTypes() {
        List<User> users = List.of(new User("Ada", 36), new User("Bob", 7));
        values.set("users", users);
        values.set("user", users.get(0));

        assertThat(values.get("user", User.class)).contains(users.get(0));
        assertThat(values.get("user")).contains(Map.of("name", "Ada", "age", 36));
        assertThat(values.get("users", new TypeRef<List<User>>() {})).contains(users);
        assertThat(values.getAll(List.of("user", "other"), User.class)).isEqualTo(Map.of("user", users.get(0)));
        assertThat(values.pop("user", User.class)).contains(users.get(0));
        assertThat(values.pop("users", new TypeRef<List<User>>() {})).contains(users);
        assertThat(values.pop("users")).isEmpty();
    }

    @Test
    void get_notOfTheType_isACodecExceptionThatNamesTheKey() {
        values.set("text", "no number");

        assertThatThrownBy(() -> values.get("text", Integer.class))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("\"text\"")
                .hasMessageNotContaining("no number");
        assertThat(values.get("text")).contains("no number");
    }

    @Test
    void get_notOfTheCodec_isACodecExceptionThatNamesTheKey(RedisServer server) {
        server.command("SET", "raw", "secret text");

        for (String how : List.of("get", "getAll", "pop")) {
            assertThatThrownBy(() -> {
                        switch (how) {
                            case "get" -> values.get("raw");
                            case "getAll" -> values.getAll(List.of("raw"));
                            default -> values.pop("raw");
                        }
                    })
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("\"raw\"")
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void set_valueThatTheCodecCannotWrite_isACodecExceptionAndNothingIsSent(RedisServer server) {
        Counter before = Counter.on(server);
        ValuesApi texts = style(redis.values(Codec.string()));
        assertThatThrownBy(() -> texts.set("k", 7)).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> texts.setAll(Map.of("k", 7)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("\"k\"");
        before.assertNothingWasSent();
    }

    @OneServerOnly
    @Test
    void setAll_several_areSetInOneStep(RedisServer server) {
        values.set("b", "old", MINUTE);
        server.resetStats();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("a", 1);
        all.put("b", null);
        all.put("c", List.of("x"));
        values.setAll(all);

        assertThat(values.getAll(List.of("c", "a", "b", "d"))).isEqualTo(all).containsOnlyKeys("c", "a", "b");
        assertThat(server.command("PTTL", "b")).isEqualTo(-1L);
        assertThat(server.calls("mset")).isOne();
        assertThat(server.calls("mget")).isOne();
        assertThat(server.calls("set")).isZero();
    }

    @OneServerOnly
    @Test
    void setAll_withTtl_setsItOnAllKeys(RedisServer server) {
        Map<String, String> all = new LinkedHashMap<>();
        IntStream.range(0, 10_000).forEach(i -> all.put("k" + i, "v" + i));
        values.setAll(all, MINUTE);

        assertThat(values.getAll(all.keySet())).isEqualTo(all);
        assertThat((Long) server.command("PTTL", "k9999")).isBetween(1L, 60_000L);
        assertThat(server.calls("eval") + server.calls("evalsha")).isLessThanOrEqualTo(2);
    }

    /**
     * Caught: a map with fewer entries than its size produced an invalid command, and all callers lost the connection.
     */
    @Test
    void setAll_mapThatChangesMeanwhile_isReadOnce() {
        Map<String, String> shrinking = new AbstractMap<>() {
            @Override
            public Set<Entry<String, String>> entrySet() {
                return Set.of(Map.entry("a", "1"));
            }

            @Override
            public int size() {
                return 3;
            }
        };
        values.setAll(shrinking);
        values.setAll(shrinking, MINUTE);

        assertThat(values.get("a")).contains("1");
    }

    @Test
    void getAll_result_isInRequestOrderAndUnmodifiable() {
        values.setAll(Map.of("a", 1, "b", 2, "c", 3));
        Map<String, Object> found = values.getAll(List.of("c", "a", "b", "c"));

        assertThat(found.keySet()).containsExactly("c", "a", "b");
        assertThatThrownBy(found::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void otherType_eachOperation_leavesItUntouched(RedisServer server) {
        server.command("HSET", "h", "f", "v");

        assertThatThrownBy(() -> values.get("h"))
                .isInstanceOfSatisfying(
                        WrongTypeException.class, e -> assertThat(e.key()).isEqualTo("h"))
                .hasMessageContaining("nothing was changed");
        assertThatThrownBy(() -> values.pop("h")).isInstanceOf(WrongTypeException.class);
        assertThat(values.getAll(List.of("h"))).isEmpty();
        assertThat(values.contains("h")).isTrue();
        assertThat(server.command("HGET", "h", "f")).isEqualTo("v");

        values.set("h", "a value replaces any type");
        assertThat(values.get("h")).isPresent();
        server.command("RPUSH", "l", "x");
        assertThat(values.remove("l")).isTrue();
    }

    @Test
    void remove_returnsHowManyKeysExisted(RedisServer server) {
        values.setAll(Map.of("a", 1, "b", 2));
        server.command("RPUSH", "list", "x");

        assertThat(values.removeAll(List.of("a", "b", "list", "missing"))).isEqualTo(3L);
        assertThat(values.remove("a")).isFalse();
        assertThat(server.command("DBSIZE")).isEqualTo(0L);
    }

    @OneServerOnly
    @Test
    void eachOperation_isOneCommand(RedisServer server) {
        values.set("k", "v");
        values.set("k", "v", MINUTE);
        values.get("k");
        values.contains("k");
        values.pop("k");
        values.remove("k");
        values.removeAll(List.of("k", "l"));

        assertThat(List.of(
                        server.calls("set"),
                        server.calls("get"),
                        server.calls("exists"),
                        server.calls("getdel"),
                        server.calls("unlink")))
                .containsExactly(2L, 1L, 1L, 1L, 2L);
    }

    /** Planted: {@code pop} as a GET and a DEL; several callers got the same value. */
    @Test
    void pop_manyAtOnce_oneGetsIt(RedisServer server) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (DkRedis second = ContractClient.connect(server)) {
            ValuesApi other = style(second.values());
            for (int round = 0; round < 200; round++) {
                values.set("k", round);
                List<Future<Optional<Object>>> popping = IntStream.range(0, 8)
                        .mapToObj(i -> threads.submit(() -> (i % 2 == 0 ? values : other).pop("k")))
                        .toList();
                int got = 0;
                for (Future<Optional<Object>> one : popping) {
                    got += one.get().isPresent() ? 1 : 0;
                }
                assertThat(got).isOne();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_536, 64 << 20})
    void bytes_ofAnySize_comeBack(int size) {
        byte[] value = new byte[size];
        Arrays.fill(value, (byte) 0xA5);
        ValuesApi bytes = style(redis.values(Codec.bytes()));
        bytes.set("k", value);

        assertThat(Objects.requireNonNull((byte[]) bytes.get("k").orElseThrow()))
                .isEqualTo(value);
        assertThat(Objects.requireNonNull((byte[]) bytes.pop("k").orElseThrow()))
                .hasSize(size);
    }

    @Test
    void withCodec_isAView_thatLeavesTheOther(RedisServer server) {
        style(redis.values().withCodec(Codec.json())).set("json", Map.of("a", 1));
        style(redis.values(Codec.string())).set("text", "grün");
        values.set("pickle", 1);

        assertThat(server.command("GET", "json")).isEqualTo("{\"a\":1}");
        assertThat(server.command("GET", "text")).isEqualTo("grün");
        assertThat(values.get("pickle")).contains(1);
    }
}
