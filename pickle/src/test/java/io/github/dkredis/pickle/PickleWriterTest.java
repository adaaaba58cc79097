package io.github.dkredis.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Written values, refused values, and the limits. */
class PickleWriterTest {

    private final Pickle pickle = Pickle.standard();

    record Point(int x, int y) {}

    private void refused(@Nullable Object value) {
        assertThatThrownBy(() -> pickle.write(value)).isExactlyInstanceOf(PickleException.class);
    }

    @Test
    void write_ofWhatPythonCannotHold_isRefusedRatherThanCut() {
        refused(Duration.ofDays(1_000_000_000));
        refused(LocalDate.of(0, 1, 1));
        refused(LocalDate.of(10_000, 1, 1));
        refused(Instant.MAX);
        refused(BigInteger.TWO.pow(20_000));
    }

    @Test
    void write_ofATimeFinerThanAMicrosecond_isTruncated() {
        LocalDateTime time = LocalDateTime.of(2024, 1, 1, 0, 0, 0, 1_999);

        assertThat(pickle.read(pickle.write(time))).isEqualTo(time.withNano(1_000));
        assertThat(pickle.read(pickle.write(LocalTime.of(0, 0, 0, 999)))).isEqualTo(LocalTime.MIDNIGHT);
        assertThat(pickle.read(pickle.write(Instant.parse("1969-12-31T23:59:59.9999999Z"))))
                .isEqualTo(OffsetDateTime.parse("1969-12-31T23:59:59.999999Z"));
        assertThat(pickle.read(pickle.write(Duration.ofNanos(-1)))).isEqualTo(Duration.ZERO);
        assertThat(pickle.read(pickle.write(Duration.ofNanos(-1_001)))).isEqualTo(Duration.ofNanos(-1_000));
    }

    @Test
    void write_ofATimeFinerThanAMicrosecond_isRefusedIfAskedFor() {
        Pickle exact = pickle.withTimePrecision(TimePrecision.EXACT);

        for (Object time : List.of(
                LocalDateTime.of(2024, 1, 1, 0, 0, 0, 1),
                LocalTime.of(0, 0, 0, 999),
                Instant.parse("2024-01-01T00:00:00.0000001Z"),
                Duration.ofNanos(1))) {
            assertThatThrownBy(() -> exact.write(time)).hasMessageContaining("finer than a microsecond");
            assertThatThrownBy(() -> PickleKeys.name(time)).hasMessageContaining("finer than a microsecond");
        }
        assertThat(exact.read(exact.write(LocalTime.of(0, 0, 0, 1_000)))).isEqualTo(LocalTime.of(0, 0, 0, 1_000));
    }

    @Test
    void write_ofWhatContainsItself_isRefused() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", List.of(map));

        refused(list);
        refused(map);
    }

    @Test
    void write_ofAnUnknownClass_isRefusedWithItsName() {
        assertThatThrownBy(() -> pickle.write(List.of(new Point(1, 2))))
                .isExactlyInstanceOf(PickleException.class)
                .hasMessage("a " + Point.class.getName() + " has no Python form");
    }

    @Test
    void write_withAConverter_writesWhatItReturns() {
        Pickle converting = pickle.withConverter(value -> {
            Point point = (Point) value;
            return point.x() == 0 ? null : Map.of("x", point.x(), "next", new Point(point.x() - 1, 0));
        });

        assertThat(pickle.read(converting.write(new Point(1, 0)))).isEqualTo(map("x", 1, "next", null));
        assertThat(PickleKeys.name(new Point(0, 0), value -> "a")).isEqualTo(PickleKeys.name("a"));
    }

    private static Map<String, @Nullable Object> map(String a, Object b, String c, @Nullable Object d) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put(a, b);
        map.put(c, d);
        return map;
    }

    @Test
    void write_withAConverterThatChangesNothing_isRefused() {
        Pickle converting = pickle.withConverter(value -> value);

        assertThatThrownBy(() -> converting.write(new Point(1, 2))).isExactlyInstanceOf(PickleException.class);
    }

    @Test
    void write_ofArraysAndCounters_isReadAsListsAndNumbers() {
        assertThat(pickle.read(pickle.write(new int[] {1, 2}))).isEqualTo(List.of(1, 2));
        assertThat(pickle.read(pickle.write(new long[] {1L << 40}))).isEqualTo(List.of(1L << 40));
        assertThat(pickle.read(pickle.write(new short[] {1}))).isEqualTo(List.of(1));
        assertThat(pickle.read(pickle.write(new double[] {1.5}))).isEqualTo(List.of(1.5));
        assertThat(pickle.read(pickle.write(new float[] {1.5f}))).isEqualTo(List.of(1.5));
        assertThat(pickle.read(pickle.write(new boolean[] {true}))).isEqualTo(List.of(true));
        assertThat(pickle.read(pickle.write(new char[] {'a', 'b'}))).isEqualTo("ab");
        assertThat(pickle.read(pickle.write(new AtomicInteger(3)))).isEqualTo(3);
        assertThat(pickle.read(pickle.write(new AtomicLong(1L << 40)))).isEqualTo(1L << 40);
    }

    @Test
    void write_atTheLimits_passesAndBeyondIsRefused() {
        assertThat(pickle.read(pickle.write(nested(500)))).isEqualTo(nested(500));
        refused(nested(501));
        Pickle small = pickle.withLimits(PickleLimits.DEFAULTS.withMaxBytes(100));
        assertThat(small.write("x".repeat(90))).hasSize(98);
        assertThatThrownBy(() -> small.write("x".repeat(100))).isInstanceOf(PickleException.class);
        assertThatThrownBy(() -> small.read(new byte[101])).isInstanceOf(PickleException.class);
    }

    private static List<Object> nested(int depth) {
        List<Object> list = new ArrayList<>();
        for (int i = 1; i < depth; i++) {
            List<Object> outer = new ArrayList<>();
            outer.add(list);
            list = outer;
        }
        return list;
    }

    @Test
    void write_ofManyKeys_isReadAsTheSame() {
        Map<String, Object> keys = new LinkedHashMap<>();
        IntStream.range(0, 5_000).forEach(i -> keys.put("key" + i, List.of(Map.of("key" + i % 300, i))));

        assertThat(pickle.read(pickle.write(keys))).isEqualTo(keys);
    }

    @Test
    void write_ofTextsOfEveryLength_isReadAsTheSame() {
        for (String letter : List.of("a", "é", "中", "😀", "\ud800", "?")) {
            for (int length : new int[] {0, 1, 47, 48, 49, 84, 85, 86, 255, 256, 1_000}) {
                String text = letter.repeat(length);
                String late = "a".repeat(length) + letter;

                assertThat(pickle.read(pickle.write(text))).isEqualTo(text);
                assertThat(pickle.read(pickle.write(late))).isEqualTo(late);
            }
        }
    }

    @Test
    void write_ofLongsOfEveryMagnitude_isReadAsTheSame() {
        for (int bit = 0; bit < 64; bit++) {
            for (long value : new long[] {(1L << bit) - 1, 1L << bit, -(1L << bit), -(1L << bit) - 1}) {
                assertThat(pickle.read(pickle.write(value))).isIn(value, (int) value);
            }
        }
    }

    @Test
    void write_ofSixtyFourMebibytes_isReadAsTheSame() {
        byte[] large = new byte[64 << 20];
        large[12_345] = 1;

        assertThat((byte[]) pickle.read(pickle.write(large))).isEqualTo(large);
    }
}
