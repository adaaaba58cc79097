package io.github.dkredis.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random, mutated, spliced and truncated pickles: reading each of them ends in a value or a {@link PickleException},
 * within two seconds. A value that was read is the same after it was written and read again. The long form, in a heap
 * of 256 MiB, is {@code mvn -pl pickle verify -Pcampaign -Dsurefire.jvm=-Xmx256m}.
 */
class PickleFuzzTest {

    private static final int ROUTINE = 100_000;
    private static final int CAMPAIGN = 12_000_000;
    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** The longest time that an input took; one of the machine's pauses may be in it. */
    private long slowestNanos;

    private int readable;

    private final Pickle pickle = Pickle.standard();
    private final Pickle withCycles = pickle.withCycles();

    @Test
    void read_ofHundredThousandMutants_endsInAValueOrAPickleException() {
        fuzz(20240229L, ROUTINE);
    }

    /** {@code -Ddkredis.fuzz.inputs} gives another number of inputs. */
    @Test
    @Tag("campaign")
    void read_ofTwelveMillionMutants_endsInAValueOrAPickleException() {
        int inputs = Integer.getInteger("dkredis.fuzz.inputs", CAMPAIGN);
        for (long seed = 1; seed <= 12; seed++) {
            fuzz(seed, inputs / 12);
        }
        System.out.printf(
                "PickleFuzzTest: seeds 1 to 12, %,d inputs, %,d of them readable, slowest %d ms, heap of %d MiB%n",
                inputs / 12 * 12,
                readable,
                TimeUnit.NANOSECONDS.toMillis(slowestNanos),
                Runtime.getRuntime().maxMemory() >> 20);
    }

    private void fuzz(long seed, int count) {
        List<byte[]> seeds = Stream.concat(
                        Golden.values().stream().map(Golden.Value::pickle),
                        Golden.keys().stream().limit(300).map(Golden.Key::pickle))
                .filter(pickle -> pickle.length < 400)
                .toList();
        Mutator mutator = new Mutator(seed, seeds);
        int read = 0;
        for (int i = 0; i < count; i++) {
            byte[] input = mutator.next();
            try {
                read += isRead(input) ? 1 : 0;
            } catch (Throwable e) {
                throw new AssertionError(
                        "seed " + seed + ", input " + i + ": " + HexFormat.of().formatHex(input), e);
            }
        }
        readable += read;
        assertThat(read).as("readable inputs of %d", count).isBetween(count / 50, count - count / 50);
    }

    /** An input may take long once, if the machine is busy, but not twice. */
    private boolean isRead(byte[] input) {
        long start = System.nanoTime();
        boolean read = isReadOnce(input);
        long nanos = System.nanoTime() - start;
        slowestNanos = Math.max(slowestNanos, nanos);
        if (nanos > MAX_NANOS) {
            long again = System.nanoTime();
            isReadOnce(input);
            assertThat(System.nanoTime() - again).isLessThan(MAX_NANOS);
        }
        return read;
    }

    private boolean isReadOnce(byte[] input) {
        try {
            Object value = pickle.read(input);
            requireSame(value);
            return true;
        } catch (PickleException e) {
            if (input.length % 8 == 0) {
                readCycle(input);
            }
            return false;
        }
    }

    private void requireSame(@Nullable Object value) {
        byte[] written;
        try {
            written = pickle.write(value);
        } catch (PickleException e) {
            // An int at the limit of the reader can be just above the limit of the writer.
            return;
        }
        if (!DeepEquality.equal(pickle.read(written), value)) {
            throw new AssertionError("not the same when written and read again");
        }
    }

    private void readCycle(byte[] input) {
        try {
            Object value = withCycles.read(input);
            Object again = withCycles.read(withCycles.write(value));
            if (!DeepEquality.equal(again, value)) {
                throw new AssertionError("not the same when written and read again");
            }
        } catch (PickleException e) {
            assertThat(e).hasNoCause();
        }
    }
}
