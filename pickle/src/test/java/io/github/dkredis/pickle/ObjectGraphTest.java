package io.github.dkredis.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Objects as keys, several references to one object, and values that contain themselves. */
class ObjectGraphTest {

    private final Pickle pickle = Pickle.standard();
    private final Pickle withCycles = pickle.withCycles();

    private static Object copy(Pickle pickle, Object value) {
        return Objects.requireNonNull(pickle.read(pickle.write(value)));
    }

    private static PyObject node() {
        return PyObject.instance("shop", "Node", new LinkedHashMap<>());
    }

    @Test
    void read_ofObjectsAsKeys_keepsEach() {
        assertThat(PythonObjects.pickles("skuKey")).hasSize(2).allSatisfy(bytes -> {
            Map<?, ?> read = (Map<?, ?>) Objects.requireNonNull(pickle.read(bytes));
            Map<?, ?> copied = (Map<?, ?>) copy(pickle, read);

            assertThat(read).hasSize(2);
            assertThat(copied.keySet())
                    .extracting(key -> ((PyObject) key).attributes())
                    .containsExactly(Map.of("code", "a"), Map.of("code", "b"));
        });
    }

    @Test
    void read_ofEqualLookingObjectsAsMembers_keepsBoth() {
        Set<?> read = (Set<?>) copy(pickle, new LinkedHashSet<>(List.of(node(), node())));

        assertThat(read).hasSize(2);
    }

    @Test
    void write_ofOneObjectTwice_readsAsOneObject() {
        PyObject object = node();
        List<?> list = (List<?>) copy(pickle, List.of(object, Map.of("a", object), node()));

        assertThat(((Map<?, ?>) list.get(1)).get("a")).isSameAs(list.get(0)).isNotSameAs(list.get(2));
    }

    /** Found by fuzzing: the batch left an object that differed from its copy. */
    @Test
    void write_ofAnObjectWithAnEmptyBatch_isTheSameObject() {
        Object object = Objects.requireNonNull(pickle.read(
                PickleBytes.pickle().raw("cshop\nNames\n)\u0081(e(u").stop()));

        assertThat(DeepEquality.equal(copy(pickle, object), object)).isTrue();
    }

    @Test
    void read_ofObjectsInACircle_keepsTheirIdentity() {
        assertThat(PythonObjects.read("cycle")).hasSize(2).allSatisfy(first -> {
            PyObject second =
                    (PyObject) Objects.requireNonNull(first.attributes().get("other"));
            PyObject copy = (PyObject) copy(pickle, first);
            PyObject other = (PyObject) Objects.requireNonNull(copy.attributes().get("other"));

            assertThat(second.attributes().get("other")).isSameAs(first);
            assertThat(other.attributes().get("other")).isSameAs(copy);
            assertThat(first).hasSameHashCodeAs(first).isNotEqualTo(copy).hasToString("PyObject(shop.Node)");
        });
    }

    @Test
    void write_ofMoreThan256Objects_keepsEachIdentity() {
        List<PyObject> objects = IntStream.range(0, 600).mapToObj(i -> node()).toList();
        List<PyObject> twice = new ArrayList<>(objects);
        twice.addAll(objects);
        Map<String, Object> keys = new LinkedHashMap<>();
        IntStream.range(0, 300).forEach(i -> keys.put("key" + i, i));

        List<?> read = (List<?>) copy(pickle, List.of(twice, keys, keys));

        List<?> copies = (List<?>) read.get(0);
        assertThat(IntStream.range(0, 600))
                .allSatisfy(i -> assertThat(copies.get(i)).isSameAs(copies.get(i + 600)));
        assertThat(read.get(1)).isEqualTo(keys).isEqualTo(read.get(2));
    }

    @Test
    void write_ofContainersInACircle_keepsTheirIdentityIfAskedFor() {
        List<@Nullable Object> list = new ArrayList<>();
        Map<String, Object> map = new LinkedHashMap<>();
        PyOrderedDict ordered = new PyOrderedDict();
        PyDeque deque = new PyDeque();
        list.add(map);
        list.add(ordered);
        list.add(new LinkedHashSet<>(List.of(1)));
        map.put("list", list);
        ordered.put("deque", deque);
        deque.add(list);

        List<?> copy = (List<?>) copy(withCycles, list);

        assertThat(((Map<?, ?>) copy.get(0)).get("list")).isSameAs(copy);
        assertThat(((List<?>) Objects.requireNonNull(((Map<?, ?>) copy.get(1)).get("deque"))).get(0))
                .isSameAs(copy);
        assertThatThrownBy(() -> pickle.write(list)).hasMessageContaining("contains itself");
    }

    @Test
    void write_ofATupleThatContainsItself_readsAsSuch() {
        for (int more : new int[] {0, 3}) {
            List<Object> list = new ArrayList<>();
            List<Object> elements = new ArrayList<>(List.of(list));
            IntStream.range(0, more).forEach(elements::add);
            PyTuple tuple = PyTuple.of(elements.toArray());
            list.add(tuple);

            PyTuple copy = (PyTuple) copy(withCycles, tuple);

            assertThat(copy.size()).isEqualTo(more + 1);
            assertThat(((List<?>) Objects.requireNonNull(copy.get(0))).get(0)).isSameAs(copy);
        }
    }

    @Test
    void write_ofASharedList_isOneListIfAskedFor() {
        List<Object> shared = new ArrayList<>(List.of(1));
        List<?> one = (List<?>) copy(withCycles, List.of(shared, shared));
        List<?> two = (List<?>) copy(pickle, List.of(shared, shared));

        assertThat(one.get(0)).isSameAs(one.get(1));
        assertThat(two.get(0)).isEqualTo(two.get(1)).isNotSameAs(two.get(1));
    }

    static Iterator<Integer> protocols() {
        return (Python.isOnPath() ? List.of(0, 1, 2, 3, 4, 5) : List.<Integer>of()).iterator();
    }

    /** Runs if there is a {@code python3} on the PATH. */
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("protocols")
    void write_ofAGraphThatPythonWrote_isTheSameGraphInPython(int protocol) {
        try (Python peer = Python.start()) {
            byte[] bytes = Base64.getDecoder().decode(peer.ask("graph " + protocol));
            String written = Python.base64(pickle.write(pickle.read(bytes)));

            assertThat(peer.ask("sameGraph " + written)).isEqualTo("yes");
        }
    }
}
