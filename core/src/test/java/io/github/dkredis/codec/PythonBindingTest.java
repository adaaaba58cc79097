package io.github.dkredis.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.CodecException;
import io.github.dkredis.pickle.PyObject;
import io.github.dkredis.pickle.PyTuple;
import io.github.dkredis.pickle.TimePrecision;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Instances of Python's classes bound to Java's types, and Java's times as pickles. */
class PythonBindingTest {

    enum Color {
        RED,
        GREEN
    }

    record Row(String title, int level, Color color, double ratio, List<Integer> range, double[] doubles) {}

    private final PickleCodec codec = PickleCodec.standard();

    /** Returns the pickles of a value, one for each protocol in {@code python-values.txt}. */
    private static List<byte[]> pickles(String name) throws IOException {
        List<byte[]> pickles = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(
                PythonBindingTest.class.getResourceAsStream("python-values.txt"), "python-values.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                String[] parts = line.split("\t");
                if (parts[0].equals(name)) {
                    pickles.add(Base64.getDecoder().decode(parts[3]));
                }
            }
        }
        assertThat(pickles).as(name).isNotEmpty();
        return pickles;
    }

    private void assertBinds(String name, Type type, Object expected) throws IOException {
        for (byte[] pickle : pickles(name)) {
            assertThat(codec.decode(pickle, type)).as(name).isEqualTo(expected);
        }
    }

    private void assertRefused(String name, Type type, String message) throws IOException {
        for (byte[] pickle : pickles(name)) {
            assertThatThrownBy(() -> codec.decode(pickle, type))
                    .isExactlyInstanceOf(CodecException.class)
                    .hasMessageContaining(message);
        }
    }

    @Test
    void decode_ofSubclassesOfScalars_bindsTheBasicValue() throws IOException {
        assertBinds("title", String.class, "t");
        assertBinds("level", int.class, 3);
        assertBinds("level", Long.class, 3L);
        assertBinds("ratio", double.class, 1.5);
        assertBinds("raw", byte[].class, new byte[] {'a', 'b'});
        assertBinds("stamp", LocalDateTime.class, LocalDateTime.of(2024, 2, 29, 12, 0));
        assertRefused("title", int.class, "expected int, found an object of the Python class shop.Title");
    }

    @Test
    void decode_ofAnEnumMember_bindsByItsValue() throws IOException {
        assertBinds("color", Color.class, Color.RED);
        assertBinds("color", String.class, "RED");
        assertRefused("title", Color.class, "expected Color, found a string");
    }

    @Test
    void decode_ofSubclassesOfContainers_bindsTheirElementsInEachProtocol() throws IOException {
        assertBinds("pair", int[].class, new int[] {1, 2});
        assertBinds("point", int[].class, new int[] {1, 2});
        assertBinds("names", new TypeRef<List<Integer>>() {}.type(), List.of(1, 2));
        assertBinds("tags", new TypeRef<Set<Integer>>() {}.type(), Set.of(1));
    }

    @Test
    void decode_ofARange_givesItsNumbersOrIsRefused() throws IOException {
        assertBinds("range", new TypeRef<List<Integer>>() {}.type(), List.of(1, 3, 5, 7, 9));
        assertBinds("range", long[].class, new long[] {1, 3, 5, 7, 9});
        assertRefused("hugeRange", List.class, "more than 1000000 numbers");
        assertRefused("error", List.class, "found an object of the Python class builtins.ValueError");
    }

    @Test
    void decode_ofNumpyNumbers_bindsThem() throws IOException {
        assertBinds("float64", double.class, 1.5);
        assertBinds("int32", int.class, 7);
        assertBinds("uint64", BigInteger.class, BigInteger.TWO.pow(64).subtract(BigInteger.ONE));
        assertBinds("bool", boolean.class, true);
        assertBinds("doubles", double[].class, new double[] {1.5, 2.5});
        assertBinds("matrix", int[][].class, new int[][] {{1, 2, 3}, {4, 5, 6}});
        assertBinds(
                "fortran", new TypeRef<List<List<Integer>>>() {}.type(), List.of(List.of(1, 2, 3), List.of(4, 5, 6)));
        assertRefused("texts", List.class, "found an object of the Python class numpy._core.multiarray._reconstruct");
    }

    @Test
    void decode_ofARecordOfPythonObjects_bindsEachComponent() throws IOException {
        Map<String, Object> row = Map.of(
                "title", untyped("title"),
                "level", untyped("level"),
                "color", untyped("color"),
                "ratio", untyped("float64"),
                "range", untyped("range"),
                "doubles", untyped("doubles"));

        Row bound = (Row) Objects.requireNonNull(codec.decode(codec.encode(row), Row.class));

        assertThat(bound)
                .usingRecursiveComparison()
                .isEqualTo(new Row("t", 3, Color.RED, 1.5, List.of(1, 3, 5, 7, 9), new double[] {1.5, 2.5}));
    }

    private Object untyped(String name) throws IOException {
        return Objects.requireNonNull(codec.decode(pickles(name).get(0)));
    }

    /** A few bytes for each reference to a range or an array must not become a million numbers each. */
    @Test
    void decode_ofManyReferencesToARange_isRefused() throws IOException {
        byte[] range = "(c__builtin__\nxrange\n(K\0J\100\102\017\0K\1tRq\0".getBytes(StandardCharsets.ISO_8859_1);
        byte[] bytes = new byte[range.length + 2 * 1_000 + 2];
        System.arraycopy(range, 0, bytes, 0, range.length);
        for (int i = 0; i < 1_000; i++) {
            bytes[range.length + 2 * i] = 'h';
        }
        bytes[bytes.length - 2] = 't';
        bytes[bytes.length - 1] = '.';
        byte[] inRecord = new byte[bytes.length + 7];
        inRecord[0] = '}';
        inRecord[1] = 'U';
        inRecord[2] = 1;
        inRecord[3] = 'a';
        System.arraycopy(bytes, 0, inRecord, 4, bytes.length - 1);
        inRecord[bytes.length + 3] = 's';
        inRecord[bytes.length + 4] = '.';

        assertThatThrownBy(() -> codec.decode(bytes, new TypeRef<List<List<Integer>>>() {}.type()))
                .isExactlyInstanceOf(CodecException.class)
                .hasMessageContaining("more elements than the length of the pickle accounts for");
        assertThatThrownBy(() -> codec.decode(inRecord, Ranges.class))
                .isExactlyInstanceOf(CodecException.class)
                .hasMessageContaining("more than 4000000 elements");
    }

    record Ranges(List<List<Integer>> a) {}

    @Test
    void decode_ofADictWithTuplesAsKeys_isBoundAsAMapOnly() {
        byte[] bytes = codec.encode(Map.of(PyTuple.of("a", 1), 2));

        assertThat(codec.decode(bytes, new TypeRef<Map<Object, Integer>>() {}.type()))
                .isEqualTo(Map.of(PyTuple.of("a", 1), 2));
        assertThatThrownBy(() -> codec.decode(bytes, Node.class))
                .isExactlyInstanceOf(CodecException.class)
                .hasMessageContaining("neither a text nor a number");
    }

    record Node(String name) {}

    @Test
    void decode_ofObjectsInACircle_readsThemUntypedAndRefusesToBindThem() throws IOException {
        for (byte[] pickle : pickles("cycle")) {
            PyObject first = (PyObject) Objects.requireNonNull(codec.decode(pickle));
            PyObject second =
                    (PyObject) Objects.requireNonNull(first.attributes().get("other"));

            assertThat(second.attributes()).containsEntry("other", first);
        }
        assertRefused("cycle", Node.class, "an object that contains itself");
    }

    @Test
    void encode_ofTheCurrentTime_isTruncatedToMicroseconds() {
        Instant now = Instant.parse("2026-01-02T03:04:05.123456789Z");
        LocalDateTime local = LocalDateTime.of(2026, 1, 2, 3, 4, 5, 123_456_789);

        assertThat(codec.decode(codec.encode(now), Instant.class)).isEqualTo(now.truncatedTo(ChronoUnit.MICROS));
        assertThat(codec.decode(codec.encode(local), LocalDateTime.class))
                .isEqualTo(local.truncatedTo(ChronoUnit.MICROS));
        assertThat(codec.decode(codec.encode(Map.of("at", Instant.now())))).isInstanceOf(Map.class);
        assertThat(codec.decode(codec.encode(OffsetDateTime.now()))).isInstanceOf(OffsetDateTime.class);
        PickleCodec exact = codec.withTimePrecision(TimePrecision.EXACT);
        assertThatThrownBy(() -> exact.encode(now))
                .isExactlyInstanceOf(CodecException.class)
                .hasMessageContaining("finer than a microsecond");
    }
}
