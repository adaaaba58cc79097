package io.github.dkredis.value;

import static io.github.dkredis.support.NullValue.nullValue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.github.dkredis.CodecException;
import io.github.dkredis.DkRedis;
import io.github.dkredis.WrongTypeException;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.codec.TypeRef;
import io.github.dkredis.support.ContractClient;
import io.github.dkredis.support.Counter;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is read and changed in one step: setIfAbsent, getAndSet and TTLs, in either style. */
@RedisTest(
        topologies = {Topology.SINGLE, Topology.SENTINEL, Topology.CLUSTER},
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
abstract class ValueStepContract {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final TypeRef<List<String>> NAMES = new TypeRef<>() {};

    private DkRedis redis;
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

    @Test
    void setIfAbsent_presentOrMissing_keepsOrStores(RedisServer server) {
        assertThat(values.setIfAbsent("k", "a")).isTrue();
        assertThat(values.setIfAbsent("k", "b")).isFalse();
        assertThat(values.setIfAbsent("k", "b", HOUR)).isFalse();
        assertThat(values.get("k")).contains("a");
        assertThat(values.ttl("k").isPermanent()).isTrue();
        assertThat(values.setIfAbsent("t", null, HOUR)).isTrue();
        assertThat(values.ttl("t").remaining())
                .hasValueSatisfying(left -> assertThat(left).isBetween(HOUR.minusMinutes(1), HOUR));
        server.command("HSET", "h", "f", "v");
        assertThat(values.setIfAbsent("h", "a")).isFalse(); // whatever it holds
        assertThat(server.calls("set")).isEqualTo(5);
    }

    /** Planted: SET without NX; each caller stored its value. */
    @Test
    void setIfAbsent_manyAtOnce_oneStores() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 50; round++) {
                String key = "k" + round;
                List<Future<Boolean>> setting = IntStream.range(0, 8)
                        .mapToObj(i -> threads.submit(() -> values.setIfAbsent(key, i)))
                        .toList();
                int stored = 0;
                for (Future<Boolean> one : setting) {
                    stored += one.get() ? 1 : 0;
                }
                assertThat(stored).isOne();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void getAndSet_anyForm_returnsTheOldValueAndSetsTheTtl(RedisServer server) {
        assertThat(values.getAndSet("k", 1)).isEmpty();
        assertThat(values.getAndSet("k", 2, HOUR)).contains(1);
        assertThat(values.ttl("k").remaining()).isPresent();
        values.set("k", "0");
        assertThat(values.getAndSet("k", "a", String.class)).contains("0");
        assertThat(values.ttl("k").isPermanent()).isTrue();
        assertThat(values.getAndSet("k", "b", HOUR, String.class)).contains("a");
        values.set("k", List.of("x"));
        assertThat(values.getAndSet("k", List.of("y"), NAMES)).contains(List.of("x"));
        assertThat(values.getAndSet("k", List.of("z"), HOUR, NAMES)).contains(List.of("y"));
        assertThat(values.getAndSet("k", null)).contains(List.of("z"));
        assertThat(values.getAndSet("k", "a")).isEmpty(); // it held null
        assertThat(server.calls("get")).isZero();
    }

    @Test
    void getAndSet_otherTypeOrValueThatDoesNotFit_isTyped(RedisServer server) {
        server.command("HSET", "h", "f", "v");
        server.command("SET", "k", "no pickle");

        assertThatThrownBy(() -> values.getAndSet("h", "v"))
                .isInstanceOfSatisfying(
                        WrongTypeException.class, e -> assertThat(e.key()).isEqualTo("h"));
        assertThat(server.command("HGET", "h", "f")).isEqualTo("v");
        assertThatThrownBy(() -> values.getAndSet("k", "v")).isInstanceOf(CodecException.class);
        assertThat(values.get("k")).contains("v"); // as documented, the new value was stored
    }

    @Test
    void typedReads_genericType_readEachElement() {
        values.setAll(Map.of("a", List.of("x"), "b", List.of("y")));

        assertThat(values.getAll(List.of("b", "missing", "a"), NAMES))
                .isEqualTo(Map.of("a", List.of("x"), "b", List.of("y")));
        assertThat(values.getOrDefault("a", NAMES, List.of())).containsExactly("x");
        assertThat(values.getOrDefault("missing", NAMES, List.of("d"))).containsExactly("d");
    }

    @Test
    void ttl_missingPermanentOrLimited_areTold(RedisServer server) {
        server.command("HSET", "h", "f", "v");

        assertThat(values.ttl("missing")).satisfies(ttl -> {
            assertThat(ttl.exists()).isFalse();
            assertThat(ttl.isPermanent()).isFalse();
            assertThat(ttl.remaining()).isEmpty();
            assertThat(ttl).hasToString("missing").isEqualTo(values.ttl("also missing"));
        });
        assertThat(values.ttl("h")).hasToString("permanent").isNotEqualTo(values.ttl("missing"));
        assertThat(values.expire("h", Duration.ofMillis(90_000))).isTrue();
        assertThat(values.ttl("h")).satisfies(ttl -> {
            assertThat(ttl.exists()).isTrue();
            assertThat(ttl.isPermanent()).isFalse();
            assertThat(ttl.remaining().orElseThrow()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(90));
        });
        assertThat(values.persist("h")).isTrue();
        assertThat(values.persist("h")).isFalse();
        assertThat(values.ttl("h").isPermanent()).isTrue();
        assertThat(values.expire("missing", HOUR)).isFalse();
        assertThat(values.persist("missing")).isFalse();
    }

    @Test
    void misuse_ofAnyKind_isRefusedBeforeAnythingIsSent(RedisServer server) {
        Counter sent = Counter.on(server);
        for (String key : List.of("", "\uD800")) {
            assertThatThrownBy(() -> values.setIfAbsent(key, 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> values.getAndSet(key, 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> values.ttl(key)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> values.expire(key, HOUR)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> values.persist(key)).isInstanceOf(IllegalArgumentException.class);
        }
        for (Duration ttl : List.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofNanos(1))) {
            assertThatThrownBy(() -> values.setIfAbsent("k", 1, ttl)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> values.getAndSet("k", 1, ttl)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> values.expire("k", ttl)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> values.setIfAbsent("k", new Object())).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> values.getAndSet("k", new Object())).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> values.expire("k", nullValue())).isInstanceOf(NullPointerException.class);
        sent.assertNothingWasSent();
    }

    // ---- declared types

    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
    sealed interface Shape permits Circle, Square {}

    record Circle(int radius) implements Shape {}

    record Square(int side) implements Shape {}

    record Page<T>(int number, List<T> elements) {}

    /** Caught: written without a type, the elements lost their class, and none of the values could be read again. */
    @Test
    void typedWrites_sealedTypeInsideAGenericClass_areReadAgain() {
        TypeRef<Page<Shape>> type = new TypeRef<>() {};
        Page<Shape> page = new Page<>(1, List.of(new Circle(1), new Square(2)));
        Page<Shape> next = new Page<>(2, List.of(new Square(3)));
        for (Codec codec : List.of(Codec.pickle(), Codec.json(), Codec.json().compressed())) {
            Values plain = redis.values(codec);
            ValuesApi typed = style(plain);
            typed.set("a", page, type);
            typed.set("b", page, HOUR, type);
            typed.setAll(Map.of("c", page, "d", next), type);
            typed.setAll(Map.of("e", page, "f", next), HOUR, type);
            assertThat(typed.setIfAbsent("g", page, type)).isTrue();
            assertThat(typed.setIfAbsent("h", page, HOUR, type)).isTrue();
            for (String key : List.of("a", "b", "c", "e", "g", "h")) {
                assertThat(typed.get(key, type)).as("%s of %s", key, codec).contains(page);
            }
            for (String key : List.of("b", "e", "f", "h")) {
                assertThat(typed.ttl(key).remaining()).as(key).isPresent();
            }
            assertThat(typed.getAndSet("a", next, type)).contains(page);
            assertThat(typed.getAndSet("b", next, HOUR, type)).contains(page);
            assertThat(typed.getAll(List.of("a", "b", "d", "f"), type).values()).containsOnly(next);
            assertThat(redis.atomics().update("a", codec, type, old -> old == null ? next : page))
                    .isEqualTo(page);
            assertThat(typed.pop("a", type)).contains(page);
            typed.removeAll(List.of("b", "c", "d", "e", "f", "g", "h"));
        }
    }
}
