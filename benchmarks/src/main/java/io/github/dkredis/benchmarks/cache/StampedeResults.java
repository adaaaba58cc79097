package io.github.dkredis.benchmarks.cache;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The results of a stampede, which all JVMs write to a file that they map: a few words for each round. Updates are
 * atomic, by compare-and-set. Times are those of {@link System#nanoTime}, which on Linux is one clock for all
 * processes.
 */
final class StampedeResults {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int ROUNDS = 1 << 14;
    private static final int WORDS = 4;

    // Indexes of the words of a round.
    private static final int LOADS = 0;
    private static final int BEGAN = 1;
    private static final int ENDED = 2;

    private final ByteBuffer words;

    private StampedeResults(ByteBuffer words) {
        this.words = words;
    }

    /** {@return the results in a file, which is created if it does not exist} */
    static StampedeResults at(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new StampedeResults(
                    channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) ROUNDS * WORDS * Long.BYTES));
        }
    }

    /** Counts a load. */
    void loading(int round) {
        LONGS.getAndAdd(words, at(round, LOADS), 1L);
    }

    /** Records when a caller began; the earliest counts. */
    void began(int round, long nanos) {
        int at = at(round, BEGAN);
        long known = (long) LONGS.getVolatile(words, at);
        while ((known == 0 || nanos < known) && !LONGS.compareAndSet(words, at, known, nanos)) {
            known = (long) LONGS.getVolatile(words, at);
        }
    }

    /** Records when a caller was served; the latest counts. */
    void ended(int round, long nanos) {
        int at = at(round, ENDED);
        long known = (long) LONGS.getVolatile(words, at);
        while (nanos > known && !LONGS.compareAndSet(words, at, known, nanos)) {
            known = (long) LONGS.getVolatile(words, at);
        }
    }

    /** {@return how many loads ran} */
    long loads(int round) {
        return (long) LONGS.getVolatile(words, at(round, LOADS));
    }

    /** {@return the time from the first caller's call to the last caller's return} */
    long nanos(int round) {
        return (long) LONGS.getVolatile(words, at(round, ENDED)) - (long) LONGS.getVolatile(words, at(round, BEGAN));
    }

    private static int at(int round, int word) {
        return (round % ROUNDS * WORDS + word) * Long.BYTES;
    }
}
