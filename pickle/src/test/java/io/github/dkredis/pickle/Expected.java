package io.github.dkredis.pickle;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The Java values that the golden pickles are read as. */
final class Expected {

    static final Map<String, @Nullable Object> VALUES = new LinkedHashMap<>();

    private static final ZoneId OSLO = ZoneId.of("Europe/Oslo");
    private static final UUID ID = UUID.fromString("12345678-9abc-def0-1234-56789abcdef0");

    /** Objects that protocols 0 and 1 make with {@code copyreg}. */
    private static final Set<String> OF_COPYREG = Set.of("dataclass", "nested_class");

    static {
        numbers();
        texts();
        containers();
        times();
        builtByClass();
        collections();
        objects();
    }

    private Expected() {}

    static @Nullable Object of(Golden.Value golden) {
        // Earlier protocols than 4 drop the fold, so that Python too reads the second 2:30 as the first.
        if (golden.protocol() < 2 && OF_COPYREG.contains(golden.name())) {
            PyObject modern = (PyObject) Objects.requireNonNull(VALUES.get(golden.name()));
            PyTuple args = PyTuple.of(new PyGlobal("builtins", "object"), null);
            PyObject old = new PyObject(PyObject.Form.RECONSTRUCT, modern.callable, args);
            old.setState(modern.state());
            return old;
        }
        boolean foldless = golden.protocol() < 4 && golden.name().equals("datetime_zone_second");
        return VALUES.get(foldless ? "datetime_zone_first" : golden.name());
    }

    private static void numbers() {
        VALUES.put("none", null);
        VALUES.put("true", true);
        VALUES.put("false", false);
        VALUES.put("int_0", 0);
        VALUES.put("int_255", 255);
        VALUES.put("int_256", 256);
        VALUES.put("int_65535", 65535);
        VALUES.put("int_65536", 65536);
        VALUES.put("int_minus_1", -1);
        VALUES.put("int_min_32", Integer.MIN_VALUE);
        VALUES.put("int_2_31", 1L << 31);
        VALUES.put("int_max_64", Long.MAX_VALUE);
        VALUES.put("int_min_64", Long.MIN_VALUE);
        VALUES.put("int_2_63", BigInteger.TWO.pow(63));
        VALUES.put("int_below_64", BigInteger.TWO.pow(63).negate().subtract(BigInteger.ONE));
        VALUES.put("int_2_2000", BigInteger.TWO.pow(2000));
        VALUES.put("int_minus_2_2047", BigInteger.TWO.pow(2047).negate());
        VALUES.put("float_0", 0.0);
        VALUES.put("float_minus_0", -0.0);
        VALUES.put("float_nan", Double.NaN);
        VALUES.put("float_inf", Double.POSITIVE_INFINITY);
        VALUES.put("float_minus_inf", Double.NEGATIVE_INFINITY);
        VALUES.put("float_pi", Math.PI);
        VALUES.put("float_least", Double.MIN_VALUE);
    }

    private static void texts() {
        VALUES.put("str_empty", "");
        VALUES.put("str_ascii", "hello");
        VALUES.put("str_latin", "æøå");
        VALUES.put("str_bmp", "中文");
        VALUES.put("str_astral", "a😀b");
        VALUES.put("str_lone", "a\ud800b\udfff");
        VALUES.put("str_escapes", "a" + '\\' + "u0041" + "\\\\\n\r\u001a\0b");
        VALUES.put("str_300", "x".repeat(300));
        VALUES.put("str_300_latin", "é".repeat(300));
        VALUES.put("str_replacement", "\ufffd");
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        VALUES.put("bytes_empty", new byte[0]);
        VALUES.put("bytes_all", all);
        VALUES.put("bytes_300", "y".repeat(300).getBytes(StandardCharsets.US_ASCII));
        VALUES.put("bytearray_empty", PyByteArray.of());
        VALUES.put("bytearray", PyByteArray.of((byte) 'a', (byte) 0xff));
    }

    private static void containers() {
        VALUES.put("list_empty", new ArrayList<>());
        VALUES.put("list_1", list(1));
        VALUES.put("list_mixed", list(null, true, 1, 2.5, "x", new byte[] {'y'}, list(1, list())));
        VALUES.put(
                "list_1001",
                new ArrayList<Object>(IntStream.range(0, 1001).boxed().toList()));
        VALUES.put("tuple_0", PyTuple.EMPTY);
        VALUES.put("tuple_1", PyTuple.of(1));
        VALUES.put("tuple_2", PyTuple.of(1, "a"));
        VALUES.put("tuple_3", PyTuple.of(1, "a", null));
        VALUES.put("tuple_4", PyTuple.of(1, "a", null, PyTuple.of(2, PyTuple.EMPTY)));
        VALUES.put("dict_empty", new LinkedHashMap<>());
        VALUES.put("dict_1", map("a", 1));
        Map<@Nullable Object, @Nullable Object> keys = map("a", 1);
        keys.put(2, "b");
        keys.put(2.5, "c");
        keys.put(null, "d");
        keys.put(true, "e");
        keys.put(PyBytes.of((byte) 'f'), "f");
        keys.put(PyTuple.of(1, new byte[] {'g'}, PyTuple.of("h")), "g");
        keys.put(BigInteger.TWO.pow(70), "h");
        keys.put(PyFrozenSet.of(List.of(1)), "i");
        keys.put(LocalDate.of(2024, 2, 29), "j");
        keys.put(ID, "k");
        VALUES.put("dict_keys", keys);
        Map<@Nullable Object, @Nullable Object> large = new LinkedHashMap<>();
        IntStream.range(0, 1001).forEach(i -> large.put(i, i));
        VALUES.put("dict_1001", large);
        VALUES.put("set_empty", new LinkedHashSet<>());
        VALUES.put("set", new LinkedHashSet<>(List.of(3)));
        VALUES.put("set_many", new LinkedHashSet<>(List.of(1, "a", PyBytes.of((byte) 'b'), PyTuple.of(1, 2))));
        VALUES.put("frozenset_empty", PyFrozenSet.of(List.of()));
        VALUES.put("frozenset", PyFrozenSet.of(List.of(1, 2)));
        List<Object> shared = list(1);
        VALUES.put("shared", list(shared, shared));
    }

    private static void times() {
        VALUES.put("date", LocalDate.of(2024, 2, 29));
        VALUES.put("date_min", LocalDate.of(1, 1, 1));
        VALUES.put("date_max", LocalDate.of(9999, 12, 31));
        VALUES.put("datetime", LocalDateTime.of(2024, 2, 29, 23, 59, 58));
        VALUES.put("datetime_micros", LocalDateTime.of(1969, 12, 31, 0, 0, 0, 123456000));
        VALUES.put("datetime_min", LocalDateTime.of(1, 1, 1, 0, 0));
        VALUES.put("datetime_max", LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999999000));
        LocalDateTime noon = LocalDateTime.of(2024, 2, 29, 12, 0);
        VALUES.put("datetime_utc", OffsetDateTime.of(noon, ZoneOffset.UTC));
        VALUES.put("datetime_0530", OffsetDateTime.of(noon, ZoneOffset.ofHoursMinutes(5, 30)));
        VALUES.put("datetime_zone", ZonedDateTime.of(2024, 7, 1, 12, 0, 0, 0, OSLO));
        ZonedDateTime twice = ZonedDateTime.of(2024, 10, 27, 2, 30, 0, 0, OSLO);
        VALUES.put("datetime_zone_first", twice.withEarlierOffsetAtOverlap());
        VALUES.put("datetime_zone_second", twice.withLaterOffsetAtOverlap());
        VALUES.put("datetime_fold", LocalDateTime.of(2024, 10, 27, 2, 30));
        VALUES.put("time", LocalTime.of(23, 59));
        VALUES.put("time_micros", LocalTime.of(1, 2, 3, 999999000));
        VALUES.put("time_fold", LocalTime.of(2, 30));
        VALUES.put("time_utc", OffsetTime.of(1, 2, 0, 0, ZoneOffset.UTC));
        PyTuple timeArgs = PyTuple.of(new byte[] {1, 2, 0, 0, 0, 0}, OSLO);
        VALUES.put("time_zone", called("datetime", "time", timeArgs));
        VALUES.put("timedelta", Duration.ofDays(3).plusSeconds(4).plusNanos(5000));
        VALUES.put("timedelta_minus", Duration.ofNanos(-1000));
        VALUES.put("timedelta_max", Duration.ofDays(1_000_000_000).minusNanos(1000));
        VALUES.put("timedelta_min", Duration.ofDays(-999_999_999));
        VALUES.put("timezone_utc", ZoneOffset.UTC);
        VALUES.put("timezone_minus", ZoneOffset.ofHoursMinutes(-3, -30));
        VALUES.put("timezone_named", ZoneOffset.ofHours(1));
        VALUES.put("timezone_micros", called("datetime", "timezone", PyTuple.of(Duration.ofNanos(1000))));
        VALUES.put("zone", OSLO);
    }

    private static void builtByClass() {
        VALUES.put("decimal", new BigDecimal("12.340"));
        VALUES.put("decimal_exponent", new BigDecimal("1E+400"));
        VALUES.put("decimal_minus", new BigDecimal("-1E-7"));
        VALUES.put("decimal_nan", new PyDecimal("NaN"));
        VALUES.put("decimal_inf", new PyDecimal("-Infinity"));
        VALUES.put("decimal_minus_0", new PyDecimal("-0.00"));
        VALUES.put("decimal_bomb", new PyDecimal("1E+999999999"));
        VALUES.put("fraction", PyFraction.of(-1, 3));
        VALUES.put("uuid", ID);
        VALUES.put("uuid_twice", list(ID, ID));
        VALUES.put("complex", new PyComplex(1.5, -2));
    }

    private static void collections() {
        PyOrderedDict ordered = new PyOrderedDict();
        ordered.put("b", 1);
        ordered.put("a", 2);
        VALUES.put("ordered", ordered);
        VALUES.put("ordered_empty", new PyOrderedDict());
        PyDefaultDict lists = new PyDefaultDict(new PyGlobal("builtins", "list"));
        lists.put("a", list(1));
        VALUES.put("defaultdict", lists);
        PyDefaultDict plain = new PyDefaultDict(null);
        plain.put(1, 2);
        VALUES.put("defaultdict_none", plain);
        PyDeque deque = new PyDeque();
        deque.addAll(List.of(1, "a"));
        VALUES.put("deque", deque);
        PyDeque bounded = new PyDeque(3);
        bounded.addAll(List.of(1, 2));
        VALUES.put("deque_max", bounded);
        PyCounter counter = new PyCounter();
        counter.put("a", 2);
        counter.put("b", 1);
        VALUES.put("counter", counter);
    }

    private static void objects() {
        VALUES.put("enum", called("golden", "Color", PyTuple.of("red")));
        VALUES.put("int_enum", called("golden", "Level", PyTuple.of(3)));
        VALUES.put("enum_key", map(called("golden", "Color", PyTuple.of("red")), 1));
        VALUES.put("dataclass", PyObject.instance("golden", "User", attributes("name", "Kari", "age", 33)));
        VALUES.put("nested_class", PyObject.instance("golden", "Outer.Inner", attributes("n", 1)));
        VALUES.put("exception", called("builtins", "ValueError", PyTuple.of("wrong", 7)));
        VALUES.put("range", called("builtins", "range", PyTuple.of(1, 10, 2)));
        VALUES.put("class", new PyGlobal("golden", "User"));
        VALUES.put("class_builtin", new PyGlobal("builtins", "int"));
    }

    private static Map<String, Object> attributes(Object... pairs) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            attributes.put((String) pairs[i], pairs[i + 1]);
        }
        return attributes;
    }

    private static PyObject called(String module, String name, PyTuple args) {
        return new PyObject(PyObject.Form.CALL, new PyGlobal(module, name), args);
    }

    private static List<@Nullable Object> list(@Nullable Object... elements) {
        return new ArrayList<>(Arrays.asList(elements));
    }

    private static Map<@Nullable Object, @Nullable Object> map(Object key, Object value) {
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        map.put(key, value);
        return map;
    }
}
