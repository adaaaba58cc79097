package io.github.dkredis.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile pickles: each of them would stall or exhaust a reader that trusts what a pickle claims. */
@Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PickleAttackTest {

    private final Pickle pickle = Pickle.standard();

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(byte[] bytes) {
        return assertThatThrownBy(() -> pickle.read(bytes)).isExactlyInstanceOf(PickleException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cposix\nsystem\n(", "cos\nsystem\n(", "csubprocess\nPopen\n(", "c__builtin__\neval\n("})
    void read_aCallOfTheShell_namesItAndCallsNothing(String call, @TempDir Path folder) {
        Path file = folder.resolve("touched");
        byte[] bytes =
                PickleBytes.pickle().raw(call).text("touch " + file).raw("tR").stop();

        PyObject value = (PyObject) Objects.requireNonNull(pickle.read(bytes));

        assertThat(value.args().size()).isEqualTo(1);
        assertThat(value.toString()).doesNotContain("touch");
        assertThat(file).satisfies(path -> assertThat(Files.exists(path)).isFalse());
    }

    @Test
    void read_anInstanceOfTheShell_namesItAndCallsNothing() {
        byte[] inst =
                PickleBytes.pickle().raw("(").text("id").raw("iposix\nsystem\n").stop();
        byte[] obj = PickleBytes.pickle()
                .raw("(cposix\nsystem\n")
                .text("id")
                .raw("o")
                .stop();

        assertThat(pickle.read(inst)).hasToString("PyObject(posix.system)");
        assertThat(DeepEquality.equal(pickle.read(inst), pickle.read(obj))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 31, 0xffffffffL, (1L << 31) - 1, 1000})
    void read_aLengthBeyondTheEnd_isRefusedWithoutMemory(long length) {
        for (int op : new int[] {'X', 'B', 0x8b}) {
            assertRefused(PickleBytes.pickle().op(op).i4(length).raw("abc").stop());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 62, 1L << 31, 0xffffffffL, -1L, Long.MIN_VALUE, (1L << 63) + 3, (1L << 32) + 3, 1000})
    void read_aLongLengthBeyondTheEnd_isRefusedWithoutMemory(long length) {
        for (int op : new int[] {0x8d, 0x8e, 0x96, 0x95}) {
            assertRefused(PickleBytes.pickle().op(op).i8(length).raw("abc").stop());
        }
    }

    @Test
    void read_tenMillionMarks_isRefused() {
        assertRefused(PickleBytes.pickle().times(10_000_000, "(").stop())
                .hasMessageContaining("nested deeper than 500");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0085", "a", "\u0091"})
    void read_tenMillionNestedContainers_isRefused(String closing) {
        String opening = closing.equals("\u0085") ? "" : closing.equals("a") ? "]" : "(";
        PickleBytes nested = PickleBytes.pickle();
        if (closing.equals("\u0085")) {
            nested.raw("N").times(10_000_000, closing);
        } else {
            nested.times(5_000_000, opening).raw("N").times(5_000_000, closing);
        }

        assertRefused(nested.stop());
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 31, (1L << 31) - 1, 0xffffffffL, 1_000_000})
    void read_aMemoNumberOutOfRange_isRefusedWithoutMemory(long number) {
        assertRefused(PickleBytes.pickle().raw("Nr").i4(number).stop());
        assertRefused(PickleBytes.pickle().raw("Nj").i4(number).stop());
        assertRefused(PickleBytes.pickle().raw("Np" + number + "\n").stop());
        assertRefused(PickleBytes.pickle().raw("g" + number + "\n").stop());
    }

    @Test
    void read_anIntOfAMillionDigits_isRefused() {
        String digits = "9".repeat(1_000_000);

        assertRefused(PickleBytes.pickle().raw("L" + digits + "L\n").stop());
        assertRefused(PickleBytes.pickle().raw("I" + digits + "\n").stop());
        assertRefused(PickleBytes.pickle()
                .op(0x8b)
                .i4(400_000)
                .raw("\u0001".repeat(400_000))
                .stop());
    }

    @Test
    void read_aDecimalBomb_staysAText() {
        byte[] bytes = PickleBytes.pickle()
                .raw("cdecimal\nDecimal\n")
                .text("1E+999999999")
                .raw("\u0085R")
                .stop();
        byte[] digits = PickleBytes.pickle()
                .raw("cdecimal\nDecimal\n")
                .text("9".repeat(100_000))
                .raw("\u0085R")
                .stop();

        assertThat(pickle.read(bytes)).isEqualTo(new PyDecimal("1E+999999999"));
        assertRefused(digits);
    }

    @Test
    void read_collidingTexts_isQuick() {
        byte[] bytes = PickleBytes.pickle()
                .raw("}(")
                .times(1 << 16, i -> PickleBytes.pickle().text(collidingText(i)).raw("N"))
                .raw("u")
                .stop();

        assertThat((Map<?, ?>) pickle.read(bytes)).hasSize(1 << 16);
    }

    @Test
    void read_tuplesOfCollidingTexts_isQuick() {
        byte[] bytes = PickleBytes.pickle()
                .raw("}(")
                .times(1 << 16, i -> PickleBytes.pickle().text(collidingText(i)).raw("\u0085N"))
                .raw("u")
                .stop();

        assertThat((Map<?, ?>) pickle.read(bytes)).hasSize(1 << 16);
    }

    @Test
    void read_collidingKeysOfSeveralKinds_isRefused() {
        byte[] bytes = PickleBytes.pickle()
                .raw("}(")
                .times(1 << 16, i -> PickleBytes.pickle().text(collidingText(i)).raw("N"))
                .times(
                        1 << 16,
                        i -> PickleBytes.pickle()
                                .op(0x8a)
                                .op(8)
                                .i8(collidingLong(i))
                                .raw("N"))
                .raw("u")
                .stop();

        assertRefused(bytes).hasMessageContaining("the same hash");
    }

    /** Sixteen times "Aa" or "BB", which have the same hash. */
    private static String collidingText(int number) {
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < 16; bit++) {
            text.append((number >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return text.toString();
    }

    /** A long with the hash of those texts. */
    private static long collidingLong(int number) {
        int hash = collidingText(0).hashCode();
        int high = number + 1;
        return (long) high << 32 | ((high ^ hash) & 0xffff_ffffL);
    }

    @Test
    void read_aBillionLaughsAsAKey_isRefused() {
        PickleBytes laughs = PickleBytes.pickle().raw("})");
        for (int i = 0; i < 60; i++) {
            laughs.raw("q").op(i).raw("h").op(i).op(0x86);
        }

        assertRefused(laughs.raw("Ns").stop());
    }

    @Test
    void read_aBillionLaughsAsAValue_isRefused() {
        PickleBytes laughs = PickleBytes.pickle().raw("]");
        for (int i = 0; i < 60; i++) {
            laughs.raw("q").op(i).raw("](h").op(i).raw("h").op(i).raw("e");
        }

        assertRefused(PickleBytes.pickle().raw("(").raw(laughs.stop()).stop());
    }

    @Test
    void read_aContainerThatContainsItself_isRefusedUnlessAskedFor() {
        byte[] list = PickleBytes.pickle().raw("]q\0h\0a").stop();
        byte[] tuple = PickleBytes.pickle().raw("]q\0(h\0ta").stop();

        assertRefused(list).hasMessageContaining("contains itself");
        assertRefused(tuple).hasMessageContaining("contains itself");
        List<?> cycle = (List<?>) Objects.requireNonNull(pickle.withCycles().read(list));
        assertThat(cycle.get(0)).isSameAs(cycle);
        assertThatThrownBy(() -> pickle.write(cycle)).isInstanceOf(PickleException.class);
    }

    @Test
    void read_aContainerAsItsOwnKey_isRefused() {
        assertRefused(PickleBytes.pickle().raw("}q\0h\0Ns").stop());
        assertRefused(PickleBytes.pickle().raw("}q\0(h\0tNs").stop());
        assertRefused(PickleBytes.pickle().raw("]q\0\u008f(h\0\u0090").stop());
    }

    @Test
    void read_aMillionBatchesOfOne_isQuick() {
        byte[] bytes = PickleBytes.pickle().raw("]").times(1_000_000, "(Ne").stop();

        assertThat((List<?>) pickle.read(bytes)).hasSize(1_000_000);
    }

    @Test
    void read_tenMillionEmptyDicts_isRefused() {
        assertRefused(
                PickleBytes.pickle().raw("(").times(10_000_000, "}").raw("l").stop());
    }

    @Test
    void read_aLargeListMadeASetAgainAndAgain_isRefused() {
        byte[] bytes = PickleBytes.pickle()
                .raw("c__builtin__\nset\nq\0](")
                .times(50_000, i -> PickleBytes.pickle().integer(i))
                .raw("eq\1")
                .times(50_000, "h\0h\1\u0085R0")
                .stop();

        assertRefused(bytes).hasMessageContaining("than its length accounts for");
    }

    @Test
    void read_aUuidUsedBeforeItIsFinished_isRefused() {
        String begun = "cuuid\nUUID\n)\u0081";

        assertRefused(PickleBytes.pickle().raw(begun).stop());
        assertRefused(PickleBytes.pickle().raw("]").raw(begun).raw("a").stop());
        assertRefused(PickleBytes.pickle().raw("(").raw(begun).raw("q\0h\0t").stop());
        assertRefused(PickleBytes.pickle().raw("(").raw(begun).raw("2}b0t").stop());
    }

    @ParameterizedTest
    @ValueSource(strings = {"P1\n", "NQ", "\u0082\u0001", "\u0097", "\u0098", "Z"})
    void read_anOpcodeThatIsNotData_isRefused(String opcode) {
        assertRefused(PickleBytes.pickle().raw(opcode).stop());
    }
}
