package io.github.dkredis.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.CodecException;
import io.github.dkredis.pickle.PickleException;
import io.github.dkredis.pickle.PickleKeys;
import io.github.dkredis.pickle.PickleLimits;
import io.github.dkredis.pickle.PyObject;
import io.github.dkredis.pickle.PyTuple;
import io.github.dkredis.testkit.PythonProcess;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Records, beans and typed reads, and the translation of errors. */
class PickleCodecTest {

    private final PickleCodec codec = PickleCodec.standard();

    /** Captures a generic type. */
    abstract static class Of<T> {
        Type type() {
            return ((ParameterizedType) getClass().getGenericSuperclass()).getActualTypeArguments()[0];
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // compared recursively
    record User(
            String name,
            int age,
            LocalDateTime born,
            Instant seen,
            UUID id,
            BigDecimal balance,
            byte[] photo,
            List<String> groups,
            Set<Integer> rooms,
            Map<String, Object> more,
            Optional<TimeUnit> unit) {}

    record Point(int x, double y) {}

    private @Nullable Object read(@Nullable Object value, Type type) {
        return codec.decode(codec.encode(value), type);
    }

    private static User user() {
        return new User(
                "Kari",
                33,
                LocalDateTime.of(1991, 1, 2, 3, 4, 5, 6_000),
                Instant.parse("2024-02-29T12:00:00.123456Z"),
                new UUID(1, 2),
                new BigDecimal("1.10"),
                new byte[] {1, (byte) 255},
                List.of("a", "b"),
                new HashSet<>(List.of(3, 4)),
                new LinkedHashMap<>(Map.of("day", LocalDate.of(2024, 2, 29))),
                Optional.of(TimeUnit.DAYS));
    }

    @Test
    void decode_ofARecord_givesAnEqualRecord() {
        User user = user();

        User read = (User) Objects.requireNonNull(read(user, User.class));

        assertThat(read).usingRecursiveComparison().isEqualTo(user);
    }

    @Test
    void encode_ofARecord_isADictOfNaturalValues() {
        Map<?, ?> dict = (Map<?, ?>) Objects.requireNonNull(codec.decode(codec.encode(user())));

        assertThat(dict.get("born")).isEqualTo(user().born());
        assertThat(dict.get("seen")).isEqualTo(user().seen().atOffset(ZoneOffset.UTC));
        assertThat(dict.get("id")).isEqualTo(user().id());
        assertThat(dict.get("balance")).isEqualTo(user().balance());
        assertThat(dict.get("photo")).isEqualTo(user().photo());
        assertThat(dict.get("rooms")).isEqualTo(user().rooms());
        assertThat(dict.get("more")).isEqualTo(user().more());
        assertThat(dict.get("unit")).isEqualTo("DAYS");
    }

    @Test
    void decode_ofAPythonObject_bindsItsAttributes() {
        PyObject object = PyObject.instance("shop", "Point", Map.of("x", 1, "y", 2.5));

        assertThat(read(object, Point.class)).isEqualTo(new Point(1, 2.5));
        assertThat(read(List.of(object), new Of<List<Point>>() {}.type())).isEqualTo(List.of(new Point(1, 2.5)));
    }

    @Test
    void decode_ofContainers_bindsTheirElements() {
        Map<String, Object> point = Map.of("x", 1, "y", 2.0);
        Point expected = new Point(1, 2);

        assertThat(read(List.of(point), new Of<List<Point>>() {}.type())).isEqualTo(List.of(expected));
        assertThat(read(Map.of("a", point), new Of<Map<String, Point>>() {}.type()))
                .isEqualTo(Map.of("a", expected));
        assertThat(read(PyTuple.of(1, 2), new Of<Set<Long>>() {}.type())).isEqualTo(Set.of(1L, 2L));
        assertThat(read(Map.of(1, "a"), new Of<Map<Long, ?>>() {}.type())).isEqualTo(Map.of(1L, "a"));
        assertThat(read(PyTuple.of(1, "a"), List.class)).isEqualTo(List.of(1, "a"));
        assertThat(read(PyTuple.of(1, 2), long[].class)).isEqualTo(new long[] {1, 2});
        assertThat(read(List.of(point), Point[].class)).isEqualTo(new Point[] {expected});
        assertThat(read(Arrays.asList("a", null), new Of<List<String>>() {}.type()))
                .isEqualTo(Arrays.asList("a", null));
    }

    @Test
    void decode_ofANumber_isExactOrRefused() {
        assertThat(read(1, Long.class)).isEqualTo(1L);
        assertThat(read(1, BigInteger.class)).isEqualTo(BigInteger.ONE);
        assertThat(read(1, double.class)).isEqualTo(1.0);
        assertThat(read(127, byte.class)).isEqualTo((byte) 127);
        assertThat(read(0.5, float.class)).isEqualTo(0.5f);
        refused(128, byte.class);
        refused(1L << 31, int.class);
        refused(BigInteger.TWO.pow(63), long.class);
        refused((1L << 53) + 1, double.class);
        refused(1.5, int.class);
        refused(0.1, float.class);
        refused("1", int.class);
        refused(true, int.class);
        refused(1, String.class);
    }

    @Test
    void decode_ofATime_isTheSameInstantOrRefused() {
        OffsetDateTime time = OffsetDateTime.of(2024, 2, 29, 12, 0, 0, 0, ZoneOffset.ofHours(2));

        assertThat(read(time, Instant.class)).isEqualTo(time.toInstant());
        assertThat(read(time, OffsetDateTime.class)).isEqualTo(time);
        refused(time, LocalDateTime.class);
        refused(time.toLocalDateTime(), Instant.class);
        refused(LocalDate.of(2024, 2, 29), LocalDateTime.class);
    }

    @Test
    void decode_ofNone_isNull() {
        assertThat(read(null, User.class)).isNull();
        assertThat(read(null, int.class)).isNull();
    }

    @Test
    void decode_asATypeThatDoesNotFit_isRefusedWithoutQuotingTheValue() {
        refused("secret", User.class);
        refused(Map.of("age", "secret"), User.class);
        refused(Map.of("x", 1.5, "y", 2), Point.class);
        refused(Map.of("born", OffsetDateTime.of(2024, 2, 29, 12, 0, 0, 0, ZoneOffset.UTC)), User.class);
        refused(List.of("secret"), new Of<List<Instant>>() {}.type());
        refused(List.of(LocalDateTime.of(2024, 1, 1, 0, 0)), new Of<List<Instant>>() {}.type());
    }

    private void refused(Object value, Type type) {
        assertThatThrownBy(() -> read(value, type))
                .as("%s as %s", value, type)
                .isExactlyInstanceOf(CodecException.class)
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }

    /** A bean that refers to itself. */
    public static final class Node {
        /** This node. */
        public @Nullable Node next = this;
    }

    @Test
    void encode_ofAValueWithoutAPythonForm_isACodecException() {
        assertThatThrownBy(() -> codec.encode(new Object())).isExactlyInstanceOf(CodecException.class);
        assertThatThrownBy(() -> codec.encode(new Node())).isExactlyInstanceOf(CodecException.class);
        assertThatThrownBy(() -> codec.encode(LocalDate.of(0, 1, 1)))
                .isExactlyInstanceOf(CodecException.class)
                .hasCauseExactlyInstanceOf(PickleException.class)
                .hasMessageContaining("1 to 9999");
    }

    @Test
    void decode_ofBytesThatAreNotAPickle_isACodecExceptionWithItsCause() {
        assertThatThrownBy(() -> codec.decode(new byte[] {1}))
                .isExactlyInstanceOf(CodecException.class)
                .hasCauseExactlyInstanceOf(PickleException.class)
                .hasMessageContaining("opcode 0x1");
        assertThatThrownBy(() -> codec.decode(new byte[] {'N'}, String.class))
                .isExactlyInstanceOf(CodecException.class)
                .hasCauseExactlyInstanceOf(PickleException.class);
    }

    @Test
    void limitsAndCycles_ofACopy_areItsOwn() {
        PickleCodec small = codec.withLimits(PickleLimits.DEFAULTS.withMaxBytes(100));
        byte[] cycle = {']', 'q', 0, 'h', 0, 'a', '.'};

        assertThatThrownBy(() -> small.encode("x".repeat(100))).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> codec.decode(cycle)).isInstanceOf(CodecException.class);
        List<?> read = (List<?>) Objects.requireNonNull(codec.withCycles().decode(cycle));
        assertThat(read.get(0)).isSameAs(read);
    }

    @Test
    void names_ofARecord_areThoseOfItsDict() {
        Map<String, Object> dict = new LinkedHashMap<>();
        dict.put("x", 1);
        dict.put("y", 2.5);

        assertThat(ObjectCacheKeys.name(PyTuple.of("p", new Point(1, 2.5))))
                .isEqualTo(PickleKeys.name(PyTuple.of("p", dict)));
        assertThat(ObjectCacheKeys.names(new Point(1, 2.5))).isEqualTo(PickleKeys.names(dict));
        assertThatThrownBy(() -> ObjectCacheKeys.name(Set.of(1, 2)))
                .isExactlyInstanceOf(CodecException.class)
                .hasCauseExactlyInstanceOf(PickleException.class);
    }

    record Owner(String name, Instant since, Optional<Integer> age, TimeUnit unit) {}

    /** Runs if there is a {@code python3} on the PATH. */
    @Test
    void encode_ofARecordAndOfCompressedText_isReadByPython() {
        Owner owner = new Owner("Kari", Instant.parse("2024-02-29T12:00:00.5Z"), Optional.empty(), TimeUnit.DAYS);
        Codec compressed = codec.compressed();
        String script = """
                import base64, pickle, sys, zlib
                for argument in sys.argv[1:]:
                    b = base64.b64decode(argument)
                    print(repr(pickle.loads(zlib.decompress(b) if b[:1] == b'x' else b)))
                """;

        PythonProcess.find()
                .ifPresent(python -> assertThat(python.run(
                                        Duration.ofMinutes(1),
                                        script,
                                        base64(codec.encode(owner)),
                                        base64(compressed.encode("small")),
                                        base64(compressed.encode("x".repeat(5_000))))
                                .lines())
                        .containsExactly(
                                "{'name': 'Kari', 'since': datetime.datetime(2024, 2, 29, 12, 0, 0, 500000, "
                                        + "tzinfo=datetime.timezone.utc), 'age': None, 'unit': 'DAYS'}",
                                "'small'",
                                "'" + "x".repeat(5_000) + "'"));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
