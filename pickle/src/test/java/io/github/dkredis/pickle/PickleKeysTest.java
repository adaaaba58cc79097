package io.github.dkredis.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PickleKeysTest {

    private final Pickle pickle = Pickle.standard();

    @Test
    void name_ofTwoThousandRandomKeys_isCPythons() {
        List<Golden.Key> keys = Golden.keys();

        assertThat(keys).hasSize(2_000);
        assertThat(keys)
                .allSatisfy(key -> assertThat(PickleKeys.name(pickle.read(key.pickle())))
                        .isEqualTo(PickleKeys.PREFIX + key.md5()));
    }

    @Test
    void pickle_ofKeysReadWithTheirIdentity_isCPythonsByteForByte() {
        assertThat(Golden.keys())
                .allSatisfy(key -> assertThat(CacheKeyWriter.write(
                                pickle.read(key.pickle()),
                                EnumSet.of(KeyVariation.JAVA_IDENTITY),
                                PickleWriter.NO_CONVERTER))
                        .isEqualTo(key.pickle()));
    }

    @Test
    void names_ofAKeyWithEqualTexts_areThoseOfLiteralsAndOfComputedTexts() {
        assertThat(PickleKeys.names(PyTuple.of("user", 42, "user")))
                .containsExactly(
                        "obj-cache:218c74b5196ccf7613fdcb0395bb5dab", "obj-cache:f9978be738c41da3617fed3c0336bf04");
    }

    @ParameterizedTest
    @MethodSource("hardKeys")
    void names_ofAHardKey_includeThatOfEveryCPython(String key, Object value) {
        assertThat(PickleKeys.names(value)).containsAll(recordedNames(key, ""));
    }

    /** Except for keys with parts that are equal and not one object, of which the name only lists the usual form. */
    @ParameterizedTest
    @MethodSource("hardKeys")
    void name_ofAHardKey_isThatOfCPython311(String key, Object value) {
        boolean separate = Set.of("computed character", "two equal zones").contains(key);

        assertThat(recordedNames(key, "3.11").contains(PickleKeys.name(value))).isEqualTo(!separate);
    }

    private static List<String> recordedNames(String key, String version) {
        return Golden.keyNames(key).stream()
                .filter(parts -> parts[2].contains(version))
                .map(parts -> PickleKeys.PREFIX + parts[1])
                .toList();
    }

    static Stream<Arguments> hardKeys() {
        OffsetDateTime first = OffsetDateTime.parse("2024-01-01T00:00+01:00");
        OffsetDateTime utc = OffsetDateTime.parse("2024-01-01T00:00Z");
        byte[] a = {'a'};
        return Stream.of(
                Arguments.of("bytes then text", PyTuple.of(a, "a")),
                Arguments.of("text then bytes", PyTuple.of("a", a)),
                Arguments.of("computed character", PyTuple.of("a", a)),
                Arguments.of("latin1 byte then text", PyTuple.of(new byte[] {(byte) 0xe9}, "é")),
                Arguments.of("fraction", PyFraction.of(1, 3)),
                Arguments.of("whole fraction", PyFraction.of(2, 1)),
                Arguments.of("fraction twice", List.of(PyFraction.of(1, 3), PyFraction.of(1, 3), "1/3")),
                Arguments.of("one zone", PyTuple.of(first, first.plusDays(1))),
                Arguments.of("two equal zones", PyTuple.of(first, first.plusDays(1))),
                Arguments.of("utc", PyTuple.of(utc, utc.plusDays(1))),
                Arguments.of("bytearray", PyByteArray.of((byte) 'a', (byte) 'b')),
                Arguments.of("empty bytearray", PyByteArray.of()),
                Arguments.of("bytearray of one", PyTuple.of(PyByteArray.of((byte) 'a'), "a")),
                Arguments.of("decimal and digit", PyTuple.of(new BigDecimal("5"), "5")));
    }

    @Test
    void isAmbiguous_ofAnOrdinaryKey_isFalse() {
        assertThat(PickleKeys.isAmbiguous("user_privileges_ann")).isFalse();
        assertThat(PickleKeys.isAmbiguous(PyTuple.of("user", 42, null))).isFalse();
        assertThat(PickleKeys.isAmbiguous(PyTuple.of("a", "a"))).isFalse();
    }

    @Test
    void isAmbiguous_ofAKeyWithOneListTwice_isTrue() {
        List<Integer> list = List.of(1);

        assertThat(PickleKeys.isAmbiguous(PyTuple.of(list, list))).isTrue();
    }

    @Test
    void name_ofAKeyWithoutACommonName_isRefused() {
        for (Object key : Arrays.asList(
                Set.of(1, 2),
                PyFrozenSet.of(List.of("a", "b")),
                new PyOrderedDict(),
                new PyDeque(),
                ZoneId.of("Europe/Oslo"),
                new PyGlobal("builtins", "int"),
                LocalDateTime.of(2024, 1, 1, 0, 0, 0, 1),
                PyObject.instance("m", "C", java.util.Map.of()))) {
            assertThatThrownBy(() -> PickleKeys.name(key)).isInstanceOf(PickleException.class);
        }
    }

    @Test
    void name_ofAListThatContainsItself_isRefused() {
        List<Object> list = new ArrayList<>();
        list.add(list);

        // With shared references the pickle is finite; with computed parts it is not.
        assertThatThrownBy(() -> PickleKeys.names(list)).isInstanceOf(PickleException.class);
    }
}
