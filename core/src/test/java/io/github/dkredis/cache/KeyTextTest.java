package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The texts of typed keys. */
class KeyTextTest {

    private static final int KEYS = 200_000;

    /** Characters and words that mean something in texts. */
    private static final List<String> PIECES = List.of(
            "%",
            "{",
            "}",
            "(",
            ")",
            ",",
            ":",
            ".",
            "-",
            "0",
            "1",
            "25",
            "7B",
            "2C",
            "28",
            "null",
            "long",
            "int",
            "%int:1",
            "record",
            "=",
            "%3D",
            "a",
            "\u00e6",
            "\ud83d\ude00");

    record Single(Object value) {}

    record Pair(Object left, Object right) {}

    record Text(String value) {}

    enum Color {
        RED,
        GREEN {},
        A
    }

    enum Other {
        RED
    }

    sealed interface Shape permits Circle, Square {}

    record Circle(double radius) implements Shape {}

    record Square(int side, Color color) implements Shape {}

    record Node(Node next, int value) {}

    record WithList(List<String> values) {}

    record WithArray(int[] values) {}

    private static String string(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    private static Object key(Random random, int depth) {
        int small = random.nextInt(3) - 1;
        List<Supplier<Object>> kinds = List.of(
                () -> string(random),
                () -> (byte) small,
                () -> (short) small,
                () -> small,
                () -> (long) small,
                () -> small == 0 ? -0.0f : (float) small,
                () -> small == 0 && random.nextBoolean() ? -0.0 : (double) small,
                () -> random.nextBoolean() ? Double.NaN : Float.POSITIVE_INFINITY,
                () -> BigInteger.valueOf(small),
                () -> BigDecimal.valueOf(small, random.nextInt(4) - 2),
                random::nextBoolean,
                () -> "1%(,{".charAt(random.nextInt(5)),
                () -> new UUID(0, small),
                () -> Duration.ofNanos(small),
                () -> Instant.ofEpochSecond(0, small),
                () -> LocalDate.ofEpochDay(small),
                () -> LocalTime.ofNanoOfDay(small + 1),
                () -> LocalDateTime.of(2026, 1, 2, 3, 4, small + 1),
                () -> Color.values()[random.nextInt(3)],
                () -> random.nextBoolean() ? Other.RED : TimeUnit.DAYS,
                () -> new Text(random.nextInt(5) == 0 ? null : string(random)),
                () -> new Single(component(random, depth)),
                () -> Arrays.asList(component(random, depth), component(random, depth)),
                () -> new HashSet<>(Arrays.asList(component(random, depth), component(random, depth))),
                () -> Collections.singletonMap(component(random, depth), component(random, depth)),
                () -> new Pair(component(random, depth), component(random, depth)));
        return kinds.get(random.nextInt(depth > 3 ? kinds.size() - 5 : kinds.size()))
                .get();
    }

    private static Object component(Random random, int depth) {
        return random.nextInt(8) == 0 ? null : random.nextInt(8) == 0 ? "" : key(random, depth + 1);
    }

    private static String text(Object key) {
        return key instanceof String string ? KeyText.escaped(string) : KeyText.of(key);
    }

    @Test
    void text_ofUnequalKeysOfAnyTypes_isDifferent() {
        long seed = 20_261_127;
        Random random = new Random(seed);
        Map<String, Object> keys = new HashMap<>();
        for (int i = 0; i < KEYS; i++) {
            Object key = key(random, 0);
            String text = text(key);
            Object before = keys.putIfAbsent(text, key);
            assertThat(before == null ? key : before)
                    .as("seed %d, text %s", seed, text)
                    .isEqualTo(key);
            assertThat(text).doesNotContain("{", "}");
            assertThat(KeyText.keyOf(text)).as(text).isEqualTo(key instanceof String ? key : new TypedKey(text, key));
        }
        assertThat(keys).hasSizeGreaterThan(KEYS / 10);
    }

    @Test
    void text_ofEachType_isAsDocumented() {
        assertThat(text("user:1 %{x}")).isEqualTo("user:1 %25%7Bx%7D");
        assertThat(text("a(b,c)")).isEqualTo("a(b,c)");
        assertThat(text(1)).isEqualTo("%int:1");
        assertThat(text(1L)).isEqualTo("%long:1");
        assertThat(text(-0.0)).isEqualTo("%double:-0.0");
        assertThat(text(new UUID(1, 2))).isEqualTo("%uuid:00000000-0000-0001-0000-000000000002");
        assertThat(text(Color.GREEN)).isEqualTo("%enum:io.github.dkredis.cache.KeyTextTest$Color.GREEN");
        assertThat(text(new Pair("a,b", null)))
                .isEqualTo("%record:io.github.dkredis.cache.KeyTextTest$Pair(a%2Cb,%null)");
    }

    @Test
    void type_withTexts_isAccepted() {
        for (Class<?> type : List.of(
                String.class,
                Integer.class,
                Color.class,
                Shape.class,
                Node.class,
                WithList.class,
                Map.class,
                Object.class,
                Number.class)) {
            assertThat(KeyType.of(type).type()).isEqualTo(type);
        }
    }

    @Test
    void type_withoutTexts_isRefused() {
        for (Class<?> type : List.of(byte[].class, Thread.class, CharSequence.class, WithArray.class)) {
            assertThatThrownBy(() -> KeyType.of(type))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("have no text");
        }
        assertThatThrownBy(() -> KeyType.of(int.class)).hasMessageContaining("primitive");
    }

    @Test
    void key_withoutText_isRefused() {
        KeyType<Object> any = KeyType.of(Object.class);
        assertThatThrownBy(() -> any.operationsKey(new Object())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> any.operationsKey(new Single(List.of(new Object()))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> any.operationsKey(new Single("\ud800"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> any.operationsKey('\ud800')).isInstanceOf(IllegalArgumentException.class);
    }
}
