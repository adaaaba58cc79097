package io.github.dkredis.codec.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.CodecException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is written, what is refused, and how large both may be. */
class PickleWriterTest {

    private final PickleCodec codec = PickleCodec.standard();

    /** A bean with a way back to itself. */
    public static final class Node {
        /** Itself. */
        public @Nullable Node next = this;
    }

    private void refused(@Nullable Object value) {
        assertThatThrownBy(() -> codec.encode(value)).isExactlyInstanceOf(CodecException.class);
    }

    @Test
    void encode_ofWhatPythonCannotHold_isRefusedRatherThanCut() {
        refused(LocalDateTime.of(2024, 1, 1, 0, 0, 0, 1));
        refused(LocalTime.of(0, 0, 0, 999));
        refused(Instant.parse("2024-01-01T00:00:00.0000001Z"));
        refused(Duration.ofNanos(1));
        refused(Duration.ofDays(1_000_000_000));
        refused(LocalDate.of(0, 1, 1));
        refused(LocalDate.of(10_000, 1, 1));
        refused(Instant.MAX);
        refused(BigInteger.TWO.pow(20_000));
    }

    @Test
    void encode_ofWhatContainsItself_isRefused() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", List.of(map));

        refused(list);
        refused(map);
        refused(new Node());
    }

    @Test
    void encode_ofWhatHasNoProperties_isRefused() {
        refused(new Object());
    }

    @Test
    void encode_atTheLimits_passesAndBeyondIsRefused() {
        assertThat(codec.decode(codec.encode(nested(500)))).isEqualTo(nested(500));
        refused(nested(501));
        PickleCodec small = codec.withLimits(PickleLimits.DEFAULTS.withMaxBytes(100));
        assertThat(small.encode("x".repeat(90))).hasSize(98);
        assertThatThrownBy(() -> small.encode("x".repeat(100))).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> small.decode(new byte[101])).isInstanceOf(CodecException.class);
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
    void encode_ofManyKeys_isReadAsTheSame() {
        Map<String, Object> keys = new LinkedHashMap<>();
        IntStream.range(0, 5_000).forEach(i -> keys.put("key" + i, List.of(Map.of("key" + i % 300, i))));

        assertThat(codec.decode(codec.encode(keys))).isEqualTo(keys);
    }

    @Test
    void encode_ofTextsOfEveryLength_isReadAsTheSame() {
        for (String letter : List.of("a", "é", "中", "😀", "\ud800", "?")) {
            for (int length : new int[] {0, 1, 47, 48, 49, 84, 85, 86, 255, 256, 1_000}) {
                String text = letter.repeat(length);
                String late = "a".repeat(length) + letter;

                assertThat(codec.decode(codec.encode(text))).isEqualTo(text);
                assertThat(codec.decode(codec.encode(late))).isEqualTo(late);
            }
        }
    }

    @Test
    void encode_ofLongsOfEveryMagnitude_isReadAsTheSame() {
        for (int bit = 0; bit < 64; bit++) {
            for (long value : new long[] {(1L << bit) - 1, 1L << bit, -(1L << bit), -(1L << bit) - 1}) {
                assertThat(codec.decode(codec.encode(value), Long.class)).isEqualTo(value);
            }
        }
    }

    @Test
    void encode_ofSixtyFourMebibytes_isReadAsTheSame() {
        byte[] large = new byte[64 << 20];
        large[12_345] = 1;

        assertThat(codec.decode(codec.encode(large), byte[].class)).isEqualTo(large);
    }
}
