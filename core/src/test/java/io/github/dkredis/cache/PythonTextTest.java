package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.codec.ObjectCacheKeys;
import io.github.dkredis.pickle.PyTuple;
import io.github.dkredis.testkit.PythonProcess;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The texts that templates write for Java's values, beside those of a live Python process for its own. */
class PythonTextTest {

    /** A value in both languages. */
    private record Pair(String python, Object java) {}

    private static final List<Pair> VALUES = List.of(
            new Pair("'x'", "x"),
            new Pair("'it\\'s'", "it's"),
            new Pair("'c'", 'c'),
            new Pair("None", null),
            new Pair("True", true),
            new Pair("False", false),
            new Pair("7", 7),
            new Pair("-7", -7L),
            new Pair("2 ** 70", BigInteger.TWO.pow(70)),
            new Pair("1.0", 1.0),
            new Pair("-0.0", -0.0),
            new Pair("1e20", 1e20),
            new Pair("1e-7", 1e-7),
            new Pair("123456789.0", 123456789.0),
            new Pair("1e16", 1e16),
            new Pair("9999999999999998.0", 9999999999999998.0),
            new Pair("0.0001", 0.0001),
            new Pair("0.00001", 0.00001),
            new Pair("2e-3", 2e-3),
            new Pair("float('inf')", Double.POSITIVE_INFINITY),
            new Pair("float('-inf')", Double.NEGATIVE_INFINITY),
            new Pair("float('nan')", Double.NaN),
            new Pair("5e-324", Double.MIN_VALUE),
            new Pair("1.7976931348623157e308", Double.MAX_VALUE),
            new Pair("Decimal('1.50')", new BigDecimal("1.50")),
            new Pair("Decimal('1E+3')", new BigDecimal("1E+3")),
            new Pair("Decimal('0E-7')", new BigDecimal("0E-7")),
            new Pair("UUID(int=7)", new UUID(0, 7)),
            new Pair("'DAYS'", TimeUnit.DAYS),
            new Pair("()", PyTuple.EMPTY),
            new Pair("('x',)", PyTuple.of("x")),
            new Pair("('x', 1)", PyTuple.of("x", 1)),
            new Pair("((), [1])", PyTuple.of(PyTuple.EMPTY, List.of(1))),
            new Pair("[]", List.of()),
            new Pair("[1, 'a', None, True, 1.5, \"it's\"]", Arrays.asList(1, "a", null, true, 1.5, "it's")),
            new Pair(
                    "['both \\' and \"', 'tab\\t', 'nl\\n', 'back\\\\slash']",
                    List.of("both ' and \"", "tab\t", "nl\n", "back\\slash")),
            new Pair(
                    "['\\u00e6', '\\U0001f600', '\\x00', '\\x7f', '\\xa0', '\\xad', '\\u2028', '\\ue000', '\\u3000']",
                    List.of(
                            "\u00e6",
                            "\ud83d\ude00",
                            "\0",
                            "\u007f",
                            "\u00a0",
                            "\u00ad",
                            "\u2028",
                            "\ue000",
                            "\u3000")),
            new Pair(
                    "[UUID(int=7), Decimal('1.50'), date(2026, 1, 2)]",
                    List.of(new UUID(0, 7), new BigDecimal("1.50"), LocalDate.of(2026, 1, 2))),
            new Pair("{}", Map.of()),
            new Pair("{'a': 1}", Map.of("a", 1)),
            new Pair("{'a': 1, 'b': (2,)}", new TreeMap<>(Map.of("b", PyTuple.of(2), "a", 1))),
            new Pair("date(2026, 1, 2)", LocalDate.of(2026, 1, 2)),
            new Pair("date(1, 1, 1)", LocalDate.of(1, 1, 1)),
            new Pair("time(3, 4)", LocalTime.of(3, 4)),
            new Pair("time(3, 4, 5, 6)", LocalTime.of(3, 4, 5, 6_000)),
            new Pair("datetime(2026, 1, 2, 3, 4)", LocalDateTime.of(2026, 1, 2, 3, 4)),
            new Pair("datetime(2026, 1, 2, 3, 4, 5, 600000)", LocalDateTime.of(2026, 1, 2, 3, 4, 5, 600_000_000)),
            new Pair("datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)", Instant.parse("2026-01-02T03:04:05Z")),
            new Pair(
                    "datetime(2026, 1, 2, 3, 4, tzinfo=timezone(timedelta(hours=-3, minutes=-30)))",
                    OffsetDateTime.of(2026, 1, 2, 3, 4, 0, 0, ZoneOffset.ofHoursMinutes(-3, -30))),
            new Pair(
                    "datetime(2026, 1, 2, 3, 4, tzinfo=timezone(timedelta(hours=1)))",
                    ZonedDateTime.of(2026, 1, 2, 3, 4, 0, 0, ZoneId.of("Europe/Oslo"))),
            new Pair(
                    "datetime(2026, 1, 2, 3, 4, tzinfo=timezone(timedelta(seconds=5)))",
                    OffsetDateTime.of(2026, 1, 2, 3, 4, 0, 0, ZoneOffset.ofTotalSeconds(5))),
            new Pair("timedelta()", Duration.ZERO),
            new Pair("timedelta(days=1, seconds=5)", Duration.ofDays(1).plusSeconds(5)),
            new Pair("timedelta(days=-1, seconds=5)", Duration.ofDays(-1).plusSeconds(5)),
            new Pair("timedelta(days=-2)", Duration.ofDays(-2)),
            new Pair("timedelta(hours=25, microseconds=7)", Duration.ofHours(25).plusNanos(7_000)));

    /** Keys as Python's {@code cached} makes them, beside the template and the arguments in Java. */
    private record Call(String python, String template, List<Object> arguments) {}

    private static final List<Call> CALLS = List.of(
            new Call("(lambda u: 'greeting_%s' % u)('ada')", "greeting_{0}", List.of("ada")),
            new Call(
                    "(lambda u: 'greeting_%s' % u['name'])({'name': 'ada'})",
                    "greeting_{0.name}", List.of(Map.of("name", "ada"))),
            new Call("(lambda a, b: 'sum_%s_%s' % (a, b))(1, 2.5)", "sum_{0}_{1}", List.of(1, 2.5)),
            new Call("(lambda a: 'ids_%s' % (a,))([1, 2])", "ids_{0}", List.of(List.of(1, 2))),
            new Call("(lambda d: 'day_%s' % d)(date(2026, 1, 2))", "day_{0}", List.of(LocalDate.of(2026, 1, 2))),
            new Call("'menu_%(args)s' % {'args': ('x',)}", "menu_{args}", List.of("x")),
            new Call("'menu_%(args)s' % {'args': (1, 'it\\'s')}", "menu_{args}", List.of(1, "it's")),
            new Call("'menu'", "menu", List.of("unused")),
            new Call("'100%'", "100%", List.of("unused")),
            new Call("(lambda a: '{%s}' % a)(True)", "{{{0}}}", List.of(true)));

    private static final String SCRIPT = """
            import hashlib, pickle, struct, sys
            from datetime import date, datetime, time, timedelta, timezone
            from decimal import Decimal
            from uuid import UUID

            for line in sys.stdin.buffer.read().decode().split('\\n'):
                kind, _, text = line.partition(' ')
                if kind == 'value':
                    answer = '%s' % (eval(text),)
                elif kind == 'key':
                    key = eval(text)
                    answer = key + ' obj-cache:' + hashlib.md5(pickle.dumps(key, 1)).hexdigest()
                else:
                    answer = repr(struct.unpack('>d', bytes.fromhex(text))[0])
                sys.stdout.buffer.write(answer.encode('unicode_escape') + b'\\n')
            """;

    static Stream<PythonProcess> pythons() {
        return PythonProcess.find().stream();
    }

    private static List<String> ask(PythonProcess python, List<String> questions) {
        byte[] input = String.join("\n", questions).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] answers = python.run(Duration.ofMinutes(1), input, SCRIPT);
        return new String(answers, java.nio.charset.StandardCharsets.US_ASCII)
                .lines()
                .toList();
    }

    /** As Python's {@code unicode_escape} writes a text. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c == '\\') {
                escaped.append("\\\\");
            } else if (c >= ' ' && c < 0x7f) {
                escaped.append((char) c);
            } else {
                escaped.append((c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x").formatted(c));
            }
        });
        return escaped.toString();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("pythons")
    void text_ofEachValue_isPythons(PythonProcess python) {
        List<String> answers = ask(
                python, VALUES.stream().map(pair -> "value " + pair.python()).toList());
        for (int i = 0; i < VALUES.size(); i++) {
            assertThat(escaped(PythonText.str(VALUES.get(i).java())))
                    .as(VALUES.get(i).python())
                    .isEqualTo(answers.get(i));
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("pythons")
    void key_ofEachDecoratedCall_isPythonsEntry(PythonProcess python) {
        List<String> answers =
                ask(python, CALLS.stream().map(call -> "key " + call.python()).toList());
        for (int i = 0; i < CALLS.size(); i++) {
            Call call = CALLS.get(i);
            String key = KeyTemplate.of(call.template(), call.arguments().size())
                    .key(call.arguments().toArray());
            assertThat(escaped(key + " " + ObjectCacheKeys.name(key)))
                    .as(call.python())
                    .isEqualTo(answers.get(i));
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("pythons")
    void text_ofRandomDoubles_isPythons(PythonProcess python) {
        long seed = 20_261_127;
        Random random = new Random(seed);
        List<Double> numbers = new ArrayList<>();
        for (int exponent = -1074; exponent <= 1023; exponent++) {
            double power = Math.scalb(1.0, exponent); // here the neighbours are not equally far away
            Collections.addAll(numbers, power, Math.nextUp(power), -Math.nextDown(power));
        }
        for (int i = 0; i < 20_000; i++) {
            numbers.add(Double.longBitsToDouble(random.nextLong()));
            numbers.add(random.nextInt(100_000) / 1000.0);
        }
        List<String> answers = ask(
                python,
                numbers.stream()
                        .map(number -> "bits %016x".formatted(Double.doubleToRawLongBits(number)))
                        .toList());
        for (int i = 0; i < numbers.size(); i++) {
            assertThat(PythonFloats.repr(numbers.get(i))).as("seed %d", seed).isEqualTo(answers.get(i));
        }
    }

    @Test
    void text_thatPythonWouldWriteInAnotherWay_isRefused() {
        Map<String, Integer> unordered = new HashMap<>(Map.of("a", 1, "b", 2));
        for (Object value : List.of(
                1.5f,
                Set.of(1),
                unordered,
                List.of(Instant.EPOCH),
                List.of(Duration.ZERO),
                new byte[1],
                new Object(),
                Map.of("a", new Object()),
                LocalDate.of(0, 1, 1),
                LocalDate.of(10_000, 1, 1),
                Instant.MAX,
                LocalTime.ofNanoOfDay(1),
                Duration.ofNanos(1),
                List.of("\u0378"))) {
            assertThatThrownBy(() -> PythonText.str(value))
                    .as(value.getClass().getName())
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(PythonText.str(new LinkedHashMap<>(Map.of("a", 1)))).isEqualTo("{'a': 1}");
    }
}
