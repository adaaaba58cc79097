package io.github.dkredis.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Long texts and arrays are encoded straight into an array of the pickle's length. */
class LongTextTest {

    private static final int MEBIBYTE = 1 << 20;

    private final Pickle pickle = Pickle.standard();

    private void assertAllocatesOneArray(Object value) {
        pickle.write(value); // classes are loaded before
        long before = allocatedBytes();
        byte[] written = pickle.write(value);
        long allocated = allocatedBytes() - before;

        assertThat((double) allocated / written.length).isLessThan(1.1);
    }

    /** Reads {@code com.sun.management.ThreadMXBean}, which the module of this library does not require. */
    private static long allocatedBytes() {
        try {
            Object threads = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getThreadMXBean")
                    .invoke(null);
            return (long) Class.forName("com.sun.management.ThreadMXBean")
                    .getMethod("getCurrentThreadAllocatedBytes")
                    .invoke(threads);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void write_ofALongText_allocatesLittleMoreThanTheResult() {
        for (String letters : List.of("a", "aé", "a中", "😀")) {
            assertAllocatesOneArray(letters.repeat(MEBIBYTE / letters.length()));
        }
        assertAllocatesOneArray("a".repeat(64 * MEBIBYTE));
    }

    @Test
    void write_ofALongTextInsideContainers_allocatesLittleMoreThanTheResult() {
        String text = "a".repeat(MEBIBYTE);

        assertAllocatesOneArray(List.of(Map.of("text", text, "more", List.of(text + 'b')), 1, new byte[MEBIBYTE]));
    }

    @Test
    void write_ofLongTextsOfEveryKind_isTheirUtf8() {
        for (String letter : List.of("a", "é", "ł", "中", "😀", "\ud800", "\udc00", "Ł")) {
            for (int length : new int[] {4_095, 4_096, 8_191, 8_192, 8_193, 20_000}) {
                String repeated = letter.repeat(length);
                String late = "a".repeat(length) + letter;
                String early = letter + "é".repeat(length);

                assertThat(pickle.read(pickle.write(repeated))).isEqualTo(repeated);
                assertThat(pickle.read(pickle.write(late))).isEqualTo(late);
                assertThat(pickle.read(pickle.write(early))).isEqualTo(early);
            }
        }
        String paired = "x" + "😀".repeat(10_000);
        assertThat(pickle.write(paired)).contains(paired.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void write_ofALongTextBeyondTheLimit_isRefused() {
        Pickle small = pickle.withLimits(PickleLimits.DEFAULTS.withMaxBytes(10_000));

        assertThat(small.write("a".repeat(9_990))).hasSize(9_998);
        for (Object value : List.of(
                "a".repeat(10_000),
                "é".repeat(5_000),
                List.of("a".repeat(6_000), "a".repeat(6_000)),
                new byte[9_999])) {
            assertThatThrownBy(() -> small.write(value)).isInstanceOf(PickleException.class);
        }
    }
}
