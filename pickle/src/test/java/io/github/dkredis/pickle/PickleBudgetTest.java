package io.github.dkredis.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Work and memory are bounded by the length of a pickle, whatever it holds. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PickleBudgetTest {

    private final Pickle pickle = Pickle.standard();

    private void assertRefused(Map<String, Supplier<byte[]>> inputs, String reason) {
        inputs.forEach((name, input) -> assertThatThrownBy(() -> pickle.read(input.get()))
                .as(name)
                .isExactlyInstanceOf(PickleException.class)
                .hasMessageContaining(reason));
    }

    @Test
    void read_largeKeysHashedAgainAndAgain_isRefused() {
        assertRefused(HostileInputs.sharedKeys(), "more work than its length accounts for");
    }

    @Test
    void read_numbersComputedAgainAndAgain_isRefused() {
        assertRefused(HostileInputs.numbers(), "more work than its length accounts for");
    }

    @Test
    void read_namesAndCallablesThatGrow_isRefused() {
        Map<String, Supplier<byte[]>> calls = new LinkedHashMap<>(HostileInputs.calls());
        assertRefused(Map.of("name", calls.remove("a chain of names")), "more than 1000 characters");
        assertRefused(calls, "nested deeper");
    }

    /** With a heap of 256 MiB, as the limits promise for pickles of up to 8 MiB. */
    @Test
    void read_hostileInputsInASmallHeap_endsInAValueOrARefusal() throws IOException, InterruptedException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path") + File.pathSeparator
                        + System.getProperty("jdk.module.path", "") + File.pathSeparator + "target/classes"
                        + File.pathSeparator + "target/test-classes",
                HostileInputs.class.getName());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.lines()).as(output).hasSize(HostileInputs.all().size());
        assertThat(output).doesNotContain("BAD");
    }

    /** What people store stays far below the limits. */
    @Test
    void read_manyOrdinaryValues_isWithinTheBudget() {
        List<Object> rows = new ArrayList<>();
        IntStream.range(0, 50_000)
                .forEach(i -> rows.add(Map.of("name", "user" + i, "age", i, "tags", List.of("a"), "more", Map.of())));
        List<Object> small = new ArrayList<>();
        IntStream.range(0, 200_000).forEach(i -> small.add(Map.of("a", i)));
        Map<Object, Object> keys = new LinkedHashMap<>();
        IntStream.range(0, 50_000).forEach(i -> keys.put(PyTuple.of("a text that many keys share", i), Set.of(i)));

        assertThat(pickle.read(pickle.write(rows))).isEqualTo(rows);
        assertThat(pickle.read(pickle.write(small))).isEqualTo(small);
        assertThat(pickle.read(pickle.write(keys))).isEqualTo(keys);
    }

    /** With a few references more, the text of such a key would fill the heap. */
    @Test
    void attributes_withKeysThatAreNotNames_leavesThemOut() {
        byte[] bytes = PickleBytes.pickle()
                .text("x".repeat(50_000))
                .raw("q\0" + "0cm\nC\n)\u0081}(" + "(" + "h\0".repeat(500) + "tN")
                .text("name")
                .raw("Nub")
                .stop();

        PyObject object =
                (PyObject) Objects.requireNonNull(pickle.withLimits(PickleLimits.DEFAULTS.withMaxStepsPerByte(10_000))
                        .read(bytes));

        assertThat(object.attributes().keySet()).containsExactly("name");
    }

    /** A copy of the list for each reference would fill the heap. */
    @Test
    void read_ofManyReferencesToALongList_isRefused() {
        byte[] list =
                PickleBytes.pickle().raw("(").times(100_000, "N").raw("lq\0").withoutStop();
        byte[] hundred = PickleBytes.pickle()
                .raw("(")
                .raw(list)
                .times(50, "h\0")
                .raw("t")
                .stop();
        byte[] thousand = PickleBytes.pickle()
                .raw("(")
                .raw(list)
                .times(1_000, "h\0")
                .raw("t")
                .stop();

        assertThat(((PyTuple) Objects.requireNonNull(pickle.read(hundred))).size())
                .isEqualTo(51);
        assertThatThrownBy(() -> pickle.read(thousand)).hasMessageContaining("written out");
    }

    @Test
    void read_withHigherLimits_readsWhatTheDefaultsRefuse() {
        byte[] bytes = HostileInputs.sharedKeys().get("bytes in tuples").get();
        Pickle patient = pickle.withLimits(
                PickleLimits.DEFAULTS.withMaxStepsPerByte(10_000).withMaxHeapPerByte(100));

        assertThat((Map<?, ?>) patient.read(bytes)).hasSize(1);
    }
}
