package io.github.dkredis.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

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
                                pickle.read(key.pickle()), EnumSet.of(KeyVariation.JAVA_IDENTITY), PickleWriter.NO_CONVERTER))
                        .isEqualTo(key.pickle()));
    }

    @Test
    void names_ofAKeyWithEqualTexts_areThoseOfLiteralsAndOfComputedTexts() {
        assertThat(PickleKeys.names(PyTuple.of("user", 42, "user")))
                .containsExactly(
                        "obj-cache:218c74b5196ccf7613fdcb0395bb5dab", "obj-cache:f9978be738c41da3617fed3c0336bf04");
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
