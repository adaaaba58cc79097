package io.github.dkredis.atomic;

import static io.github.dkredis.support.NullValue.nullValue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.WrongTypeException;
import io.github.dkredis.support.ContractClient;
import io.github.dkredis.support.Counter;
import io.github.dkredis.support.NullValue;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Topology;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of setMax and setMin, in either style: numbers of any size compare as numbers, text as its bytes. */
@RedisTest(
        topologies = {Topology.SINGLE, Topology.SENTINEL, Topology.CLUSTER},
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
abstract class SetExtremumContract {

    private static final long SEED = 20261106;

    private DkRedis redis;
    private AtomicsApi atomics;

    abstract AtomicsApi style(Atomics atomics);

    @BeforeEach
    void connect(RedisServer server) {
        redis = ContractClient.connect(server);
        atomics = style(redis.atomics());
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void longs_missingGreaterSmaller_keepTheExtremum(RedisServer server) {
        assertThat(atomics.setMax("max", 9)).isEqualTo(9);
        assertThat(atomics.setMax("max", 100)).isEqualTo(100);
        assertThat(atomics.setMax("max", 10)).isEqualTo(100);
        assertThat(atomics.setMin("min", 100)).isEqualTo(100);
        assertThat(atomics.setMin("min", 9)).isEqualTo(9);
        assertThat(atomics.setMin("min", 10)).isEqualTo(9);
        assertThat(server.command("GET", "max")).isEqualTo("100");
        assertThat(server.command("PTTL", "max")).isEqualTo(-1L);
    }

    /** Planted: a comparison of Lua's own numbers; numbers that differ only beyond 2^53 were equal. */
    @Test
    void longs_anywhereInTheirRange_compareExactly() {
        long[] edges = {
            Long.MIN_VALUE,
            Long.MIN_VALUE + 1,
            -(1L << 53) - 1,
            -(1L << 53),
            -(1L << 53) + 1,
            -10,
            -9,
            -1,
            0,
            1,
            9,
            10,
            99,
            100,
            (1L << 53) - 1,
            1L << 53,
            (1L << 53) + 1,
            Long.MAX_VALUE - 1,
            Long.MAX_VALUE
        };
        for (long a : edges) {
            for (long b : edges) {
                redis.values().removeAll(List.of("max", "min"));
                atomics.setMax("max", a);
                atomics.setMin("min", a);
                assertThat(atomics.setMax("max", b)).as("max %d %d", a, b).isEqualTo(Math.max(a, b));
                assertThat(atomics.setMin("min", b)).as("min %d %d", a, b).isEqualTo(Math.min(a, b));
            }
        }
    }

    @Test
    void doubles_anywhereInTheirRange_compareExactly() {
        double[] edges = {
            Double.NEGATIVE_INFINITY,
            -Double.MAX_VALUE,
            -1e16,
            -1.5,
            -1,
            -Double.MIN_VALUE,
            -0.0,
            0.0,
            Double.MIN_VALUE,
            Double.MIN_NORMAL,
            0.1,
            0.1 + 0.2,
            0.3,
            1,
            1.5,
            9,
            10,
            1e16,
            1e22,
            Double.MAX_VALUE,
            Double.POSITIVE_INFINITY
        };
        for (double a : edges) {
            for (double b : edges) {
                redis.values().removeAll(List.of("max", "min"));
                atomics.setMax("max", a);
                atomics.setMin("min", a);
                assertThat(atomics.setMax("max", b) == Math.max(a, b))
                        .as("max %s %s", a, b)
                        .isTrue();
                assertThat(atomics.setMin("min", b) == Math.min(a, b))
                        .as("min %s %s", a, b)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "9, 10",
        "'  9', 10",
        "'9\n', 10",
        "+9, 10",
        "009, 10",
        "9.99, 10",
        "9., 10",
        ".5, 10",
        "1e0, 10",
        "9.9e0, 10",
        "90e-1, 10",
        "-1e400, 10",
        "-inf, 10",
        "-Infinity, 10",
        "-0, 10",
        "0e99999, 10",
        "9.999999999999999999999, 10"
    })
    void number_asPythonWritesIt_isReplacedByAGreater(String held, long value, RedisServer server) {
        server.command("SET", "k", held);
        assertThat(atomics.setMax("k", value)).isEqualTo(value);
        assertThat(server.command("GET", "k")).isEqualTo(Long.toString(value));
    }

    @ParameterizedTest
    @CsvSource({
        "10, 10",
        "10.0, 10",
        "+10, 10",
        "0010, 10",
        "1e1, 10",
        "1.0E+1, 10",
        "100e-1, 10",
        "'\t10 \r\n', 10",
        "11, 11",
        "9223372036854775807, 9223372036854775807"
    })
    void number_asPythonWritesIt_staysIfItIsNotSmaller(String held, long now, RedisServer server) {
        server.command("SET", "k", held);
        assertThat(atomics.setMax("k", 10)).isEqualTo(now);
        assertThat(server.command("GET", "k")).isEqualTo(held);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "text",
                "-",
                "+",
                ".",
                "e5",
                "1e",
                "1e+",
                "1.2.3",
                "0x10",
                "1_000",
                "nan",
                "NaN",
                "10 11",
                "--1",
                "1e99999999999",
                "\0",
                "1\0",
                "٣",
                "[1]",
                "None",
                "True"
            })
    void text_notANumber_isLeftUntouched(String held, RedisServer server) {
        server.command("SET", "k", held, "PX", "60000");
        for (String how : List.of("max long", "max double", "min long", "min double")) {
            assertThatThrownBy(() -> {
                        switch (how) {
                            case "max long" -> atomics.setMax("k", 5);
                            case "max double" -> atomics.setMax("k", 5.5);
                            case "min long" -> atomics.setMin("k", 5);
                            default -> atomics.setMin("k", 5.5);
                        }
                    })
                    .isInstanceOf(WrongTypeException.class)
                    .hasMessageContaining("\"k\"")
                    .hasMessageContaining("not a number");
        }
        assertThat(server.command("GET", "k")).isEqualTo(held);
        assertThat((Long) server.command("PTTL", "k")).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"7.5", "1e400", "inf", "9223372036854775808", "1e9999999999", "5.0000000000000000000001"})
    void long_greaterNumberDoesNotFit_isAWrongTypeAndStays(String held, RedisServer server) {
        server.command("SET", "k", held);

        assertThatThrownBy(() -> atomics.setMax("k", 5L))
                .isInstanceOf(WrongTypeException.class)
                .hasMessageContaining("does not fit a long");
        assertThat(atomics.setMax("k", 5.0)).isGreaterThanOrEqualTo(5.0);
        assertThat(server.command("GET", "k")).isEqualTo(held);
    }

    @Test
    void nan_isIllegalArgument(RedisServer server) {
        Counter sent = Counter.on(server);
        assertThatThrownBy(() -> atomics.setMax("k", Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> atomics.setMin("k", Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        sent.assertNothingWasSent();
    }

    /** Compares with Java's decimals, which keep all digits. */
    @Test
    void numbers_random_compareAsDecimalsDo(RedisServer server) {
        Random random = new Random(SEED);
        for (int i = 0; i < 500; i++) {
            BigDecimal held = decimal(random);
            long value = random.nextInt(4) == 0 ? held.toBigInteger().longValue() : random.nextInt(2_000) - 1_000;
            server.command("SET", "k", random.nextBoolean() ? held.toString() : held.toPlainString());
            double max = atomics.setMax("k", (double) value);
            BigDecimal expected = held.max(BigDecimal.valueOf((double) value));

            assertThat(max)
                    .as("seed %d, round %d: %s and %d", SEED, i, held, value)
                    .isEqualTo(expected.doubleValue());
            assertThat(new BigDecimal(String.valueOf(server.command("GET", "k"))))
                    .as("seed %d, round %d: %s and %d", SEED, i, held, value)
                    .isEqualByComparingTo(expected);
        }
    }

    private static BigDecimal decimal(Random random) {
        StringBuilder digits = new StringBuilder(random.nextBoolean() ? "-" : "");
        int length = 1 + random.nextInt(30);
        for (int i = 0; i < length; i++) {
            digits.append((char) ('0' + (random.nextInt(3) == 0 ? 0 : random.nextInt(10))));
        }
        return new BigDecimal(digits.toString()).movePointLeft(random.nextInt(40) - 10);
    }

    @Test
    void texts_compareByTheirBytes(RedisServer server) {
        List<String> rising =
                List.of("", "\0", "100", "9", "A", "B", "a", "a\0", "aa", "b", "z", "ä", "\uFFFD", "\uD83D\uDE00");
        for (int i = 0; i < rising.size(); i++) {
            for (int j = 0; j < rising.size(); j++) {
                redis.values().removeAll(List.of("max", "min"));
                atomics.setMax("max", rising.get(i));
                atomics.setMin("min", rising.get(i));
                assertThat(atomics.setMax("max", rising.get(j))).isEqualTo(rising.get(Math.max(i, j)));
                assertThat(atomics.setMin("min", rising.get(j))).isEqualTo(rising.get(Math.min(i, j)));
            }
        }
        assertThat(server.calls("keys")).isZero();
    }

    @Test
    void bytes_compareUnsignedFromTheLeft() {
        Random random = new Random(SEED);
        for (int i = 0; i < 200; i++) {
            byte[] a = bytes(random);
            byte[] b = random.nextInt(3) == 0 ? Arrays.copyOf(a, a.length + random.nextInt(3)) : bytes(random);
            redis.values().removeAll(List.of("max", "min"));
            atomics.setMax("max", a);
            atomics.setMin("min", a);
            boolean greater = Arrays.compareUnsigned(a, b) > 0;
            assertThat(atomics.setMax("max", b))
                    .as("seed %d, round %d", SEED, i)
                    .isEqualTo(greater ? a : b);
            assertThat(atomics.setMin("min", b))
                    .as("seed %d, round %d", SEED, i)
                    .isEqualTo(greater ? b : a);
        }
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(150)];
        byte[] few = {0, 1, 127, -128, -1};
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = i < 120 ? 5 : few[random.nextInt(few.length)];
        }
        return bytes;
    }

    @Test
    void bytes_largeAndAlmostEqual_areComparedToTheEnd() {
        byte[] a = new byte[1 << 20];
        byte[] b = a.clone();
        b[b.length - 1] = 1;
        atomics.setMax("k", a);

        assertThat(atomics.setMax("k", b)).isEqualTo(b);
        assertThat(atomics.setMax("k", a)).isEqualTo(b);
    }

    @Test
    void ttl_stays(RedisServer server) {
        server.command("SET", "k", "5", "PX", "60000");
        atomics.setMax("k", 6);
        atomics.setMin("k", 2);
        atomics.setMax("k", "z");
        atomics.setMin("k", new byte[] {1});

        assertThat((Long) server.command("PTTL", "k")).isBetween(1L, 60_000L);
    }

    @Test
    void otherType_isLeftUntouched(RedisServer server) {
        server.command("HSET", "h", "f", "v");

        assertThatThrownBy(() -> atomics.setMax("h", 1)).isInstanceOf(WrongTypeException.class);
        assertThatThrownBy(() -> atomics.setMin("h", 1.5)).isInstanceOf(WrongTypeException.class);
        assertThatThrownBy(() -> atomics.setMax("h", "x")).isInstanceOf(WrongTypeException.class);
        assertThatThrownBy(() -> atomics.setMin("h", new byte[0])).isInstanceOf(WrongTypeException.class);
        assertThat(server.command("HGET", "h", "f")).isEqualTo("v");
    }

    @Test
    void eachCall_isOneScript(RedisServer server) {
        atomics.setMax("k", 1);
        server.resetStats();
        atomics.setMax("k", 2);
        atomics.setMax("k", 1);

        assertThat(server.calls("evalsha")).isEqualTo(2);
        assertThat(server.calls("eval")).isZero();
    }

    /** Planted: GET and SET as two commands; a smaller value overwrote a greater one. */
    @Test
    void manyAtOnce_theGreatestStays(RedisServer server) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> workers = IntStream.range(0, 8)
                    .<Future<?>>mapToObj(thread -> threads.submit(() -> {
                        for (int i = 0; i < 300; i++) {
                            int value = i * 8 + thread;
                            assertThat(atomics.setMax("k", value)).isGreaterThanOrEqualTo(value);
                        }
                    }))
                    .toList();
            for (Future<?> worker : workers) {
                worker.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(server.command("GET", "k")).isEqualTo("2399");
    }

    @Test
    void misuse_ofAnyKind_isRefusedBeforeAnythingIsSent(RedisServer server) {
        Counter sent = Counter.on(server);
        for (String key : List.of("", "\uD800")) {
            assertThatThrownBy(() -> atomics.setMax(key, 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> atomics.setMin(key, 1.5)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> atomics.setMax(key, "x")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> atomics.setMin(key, new byte[1])).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> atomics.setMax("k", "\uDC00")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> atomics.setMax(nullValue(), 1)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> atomics.setMin("k", NullValue.<String>nullValue()))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> atomics.setMax("k", NullValue.<byte[]>nullValue()))
                .isInstanceOf(NullPointerException.class);
        sent.assertNothingWasSent();
        assertThat("x".getBytes(StandardCharsets.UTF_8)).hasSize(1);
    }
}
