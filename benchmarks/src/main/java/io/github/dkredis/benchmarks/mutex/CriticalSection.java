package io.github.dkredis.benchmarks.mutex;

import io.github.dkredis.benchmarks.harness.WrongResultException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/**
 * What a lock protects: a file that all JVMs map, with a counter that only a true lock keeps exact, and a word that tells who
 * is inside. Nothing in it is changed atomically. Times are those of {@link System#nanoTime}, which on Linux is one clock for
 * all processes.
 */
final class CriticalSection {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int BYTES = 1 << 16;

    // Places of the words.
    private static final int INSIDE = 0;
    private static final int ENTRIES = 1;
    private static final int OVERLAPS = 2;
    private static final int LAST_JVM = 3;
    private static final int LEFT_AT = 4;
    private static final int LAST_FENCE = 5;
    private static final int FENCES_NOT_RISING = 6;
    private static final int DEAD_JVM = 7;
    private static final int FIRST_THREAD = 64;
    private static final int THREADS = BYTES / Long.BYTES - FIRST_THREAD;

    private static final long NOBODY = 0;

    private final ByteBuffer words;

    private CriticalSection(ByteBuffer words) {
        this.words = words;
    }

    /** The one in that file, made if there is none. */
    static CriticalSection at(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new CriticalSection(channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES));
        }
    }

    /**
     * Enters, holding the lock.
     *
     * @param jvm the caller's, from 0
     * @param thread its number among all threads
     * @return how many nanoseconds ago another JVM left, if the last one was another
     */
    OptionalLong enter(int jvm, int thread, long fence) {
        long now = System.nanoTime();
        long inside = get(INSIDE);
        if (inside != NOBODY && jvmOf(inside) != get(DEAD_JVM) - 1) {
            set(OVERLAPS, get(OVERLAPS) + 1);
        }
        set(INSIDE, word(jvm, thread));
        set(ENTRIES, get(ENTRIES) + 1);
        set(FIRST_THREAD + thread, get(FIRST_THREAD + thread) + 1);
        if (fence != MutexClient.NO_FENCE) {
            if (fence <= get(LAST_FENCE)) {
                set(FENCES_NOT_RISING, get(FENCES_NOT_RISING) + 1);
            }
            set(LAST_FENCE, fence);
        }
        long last = get(LAST_JVM);
        return last == NOBODY || last == jvm + 1 ? OptionalLong.empty() : OptionalLong.of(now - get(LEFT_AT));
    }

    /** Leaves, right before the lock is released. */
    void leave(int jvm, int thread) {
        if (get(INSIDE) != word(jvm, thread)) {
            set(OVERLAPS, get(OVERLAPS) + 1);
        }
        set(INSIDE, NOBODY);
        set(LAST_JVM, jvm + 1);
        set(LEFT_AT, System.nanoTime());
    }

    /** How often it was entered. */
    long entries() {
        return get(ENTRIES);
    }

    /** Whether a thread is inside, and of that JVM. */
    boolean isInside(int jvm) {
        return jvmOf(get(INSIDE)) == jvm;
    }

    /** Whether nobody is inside. */
    boolean isEmpty() {
        return get(INSIDE) == NOBODY;
    }

    /** Marks a JVM as about to be killed: who follows one that died inside does no wrong. */
    void markDead(int jvm) {
        set(DEAD_JVM, jvm + 1);
    }

    /** Between windows: forgets who was last, so that the pause does not count as a hand-over. */
    void pause() {
        set(LAST_JVM, NOBODY);
    }

    /** Checks, while nobody is inside but the dead, that the lock has been one. */
    void check() {
        long sum = 0;
        for (int thread = 0; thread < THREADS; thread++) {
            sum += get(FIRST_THREAD + thread);
        }
        long lost = sum - entries();
        // Who was killed, and who was when all was over, may have died between the two counts.
        long tolerated = get(DEAD_JVM) == NOBODY ? 0 : -2;
        if (get(OVERLAPS) != 0 || lost > 0 || lost < tolerated || get(FENCES_NOT_RISING) != 0) {
            throw new WrongResultException("not mutually exclusive: of " + sum + " entries " + get(OVERLAPS)
                    + " found somebody inside, " + lost + " increments were lost, " + get(FENCES_NOT_RISING)
                    + " fencing tokens were not above the one before");
        }
    }

    private static long word(int jvm, int thread) {
        return (long) (jvm + 1) << 32 | (thread + 1);
    }

    /** The JVM of a word; -1 of nobody. */
    private static int jvmOf(long word) {
        return (int) (word >>> 32) - 1;
    }

    private long get(int context) {
        return (long) LONGS.getVolatile(words, context * Long.BYTES);
    }

    private void set(int context, long value) {
        LONGS.setVolatile(words, context * Long.BYTES, value);
    }
}
