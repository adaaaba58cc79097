package io.github.dkredis.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values as CPython pickled them, in every protocol. */
class PickleGoldenTest {

    /** Objects whose shape depends on the protocol; the test only checks that they survive. */
    private static final Set<String> VARYING =
            Set.of("named_tuple", "slots", "keyword", "list_subclass", "dict_subclass", "str_subclass");

    private final Pickle pickle = Pickle.standard();

    static List<Golden.Value> values() {
        return Golden.values();
    }

    @ParameterizedTest
    @MethodSource("values")
    void read_whatCPythonWrote_givesTheExpectedValue(Golden.Value golden) {
        Object value = pickle.read(golden.pickle());

        if (VARYING.contains(golden.name())) {
            assertThat(value).isInstanceOf(PyObject.class);
        } else {
            assertThat(DeepEquality.equal(value, Expected.of(golden)))
                    .as("%s", value)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("values")
    void write_whatWasDecoded_decodesToTheSame(Golden.Value golden) {
        Object value = pickle.read(golden.pickle());

        assertThat(DeepEquality.equal(pickle.read(pickle.write(value)), value)).isTrue();
    }

    @Test
    void values_ofTheGoldenFile_areAllExpected() {
        Set<String> names = new HashSet<>(Expected.VALUES.keySet());
        names.addAll(VARYING);

        assertThat(Golden.values().stream().map(Golden.Value::name).collect(Collectors.toSet()))
                .isEqualTo(names);
    }
}
