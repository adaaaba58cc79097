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
 * The critical section that a lock protects, in a file that all JVMs map: a counter that only mutual exclusion keeps
 * exact, and a word that names the thread inside.
 *
 * <p>Updates are deliberately a volatile read followed by a volatile write, never atomic: if two threads are inside,
 * increments get lost, and {@link #check} finds it. Times are those of {@link System#nanoTime}, which on Linux is one
 * clock for all processes.
 */
final class CriticalSection {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int BYTES = 1 << 16;

    // Indexes of the words in the file. A JVM is stored as its number plus 1, so that 0 means no JVM.
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

    private static final long NONE = 0;

    private final ByteBuffer words;

    private CriticalSection(ByteBuffer words) {
        this.words = words;
    }

    /** {@return the section in a file, which is created if it does not exist} */
    static CriticalSection at(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new CriticalSection(channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES));
        }
    }

    /**
     * Enters; the caller holds the lock.
     *
     * @param jvm the number of the caller's JVM, from 0
     * @param thread the caller's number among the threads of all JVMs
     * @param fence the fencing token, or {@link MutexClient#NO_FENCE}
     * @return how many nanoseconds ago the last holder left, if it was in another JVM
     */
    OptionalLong enter(int jvm, int thread, long fence) {
        long now = System.nanoTime();
        long inside = get(INSIDE);
        if (inside != NONE && jvmOf(inside) != get(DEAD_JVM) - 1) {
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
        return last == NONE || last == jvm + 1 ? OptionalLong.empty() : OptionalLong.of(now - get(LEFT_AT));
    }

    /** Leaves, right before the lock is released. */
    void leave(int jvm, int thread) {
        if (get(INSIDE) != word(jvm, thread)) {
            set(OVERLAPS, get(OVERLAPS) + 1);
        }
        set(INSIDE, NONE);
        set(LAST_JVM, jvm + 1);
        set(LEFT_AT, System.nanoTime());
    }

    /** {@return how often the section was entered} */
    long entries() {
        return get(ENTRIES);
    }

    /** {@return whether a thread of that JVM is inside} */
    boolean isInside(int jvm) {
        return jvmOf(get(INSIDE)) == jvm;
    }

    /** {@return whether no thread is inside} */
    boolean isEmpty() {
        return get(INSIDE) == NONE;
    }

    /** Marks a JVM as about to be killed: if it dies inside, the thread that enters next does not violate exclusion. */
    void markDead(int jvm) {
        set(DEAD_JVM, jvm + 1);
    }

    /** Forgets the last holder, so that the pause between two windows does not count as a hand-over. */
    void pause() {
        set(LAST_JVM, NONE);
    }

    /**
     * Checks that the lock was mutually exclusive; called while no live thread is inside.
     *
     * @throws WrongResultException if two threads were inside, or a fencing token did not rise
     */
    void check() {
        long sum = 0;
        for (int thread = 0; thread < THREADS; thread++) {
            sum += get(FIRST_THREAD + thread);
        }
        long lost = sum - entries();
        // A thread that is killed between the two increments of enter() leaves the sum one below the entries. There can
        // be two such threads: one in the JVM that the trial killed, one in those killed when the trial was over.
        long tolerated = get(DEAD_JVM) == NONE ? 0 : -2;
        if (get(OVERLAPS) != 0 || lost > 0 || lost < tolerated || get(FENCES_NOT_RISING) != 0) {
            throw new WrongResultException("not mutually exclusive: of " + sum + " entries " + get(OVERLAPS)
                    + " found another thread inside, " + lost + " increments were lost, " + get(FENCES_NOT_RISING)
                    + " fencing tokens were not above the one before");
        }
    }

    private static long word(int jvm, int thread) {
        return (long) (jvm + 1) << 32 | (thread + 1);
    }

    /** Returns the JVM in a word; -1, which is not a JVM, if no thread is inside. */
    private static int jvmOf(long word) {
        return (int) (word >>> 32) - 1;
    }

    private long get(int index) {
        return (long) LONGS.getVolatile(words, index * Long.BYTES);
    }

    private void set(int index, long value) {
        LONGS.setVolatile(words, index * Long.BYTES, value);
    }
}
