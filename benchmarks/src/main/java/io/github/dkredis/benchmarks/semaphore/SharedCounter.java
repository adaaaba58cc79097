package io.github.dkredis.benchmarks.semaphore;

import io.github.dkredis.benchmarks.harness.WrongResultException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** How many threads of all JVMs are inside, in a file that all of them map, and how often these were too many. */
final class SharedCounter {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final int INSIDE = 0;
    private static final int TOO_MANY = Long.BYTES;
    private static final int BYTES = 2 * Long.BYTES;

    private final ByteBuffer words;
    private final int permits;

    private SharedCounter(ByteBuffer words, int permits) {
        this.words = words;
        this.permits = permits;
    }

    /** {@return the counter in a file, which is created if it does not exist} */
    static SharedCounter at(Path file, int permits) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new SharedCounter(channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES), permits);
        }
    }

    void enter() {
        if (add(INSIDE, 1) >= permits) {
            add(TOO_MANY, 1);
        }
    }

    void leave() {
        add(INSIDE, -1);
    }

    /**
     * Checks that there were never more threads inside than permits.
     *
     * @throws WrongResultException if there were
     */
    void check() {
        long tooMany = add(TOO_MANY, 0);
        if (tooMany > 0) {
            throw new WrongResultException(tooMany + " times more than " + permits + " threads were inside");
        }
    }

    /** {@return the value before} */
    private long add(int index, long change) {
        return (long) LONGS.getAndAdd(words, index, change);
    }
}
