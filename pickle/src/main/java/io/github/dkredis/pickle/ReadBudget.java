package io.github.dkredis.pickle;

/**
 * What reading one pickle may cost, in work and in heap. Both grow with the length of the input.
 *
 * <p>With two bytes a pickle can refer to a large value and have it copied, parsed, hashed or compared again, and with
 * one byte it can make an empty dict of 64 bytes. So every part of the reader charges what it does here, by the real
 * size of the operands: characters, bytes, digits, elements.
 */
final class ReadBudget {

    /** Steps that even the shortest pickle may take. */
    static final long BASE_STEPS = 16_000_000;
    /** Bytes of heap that even the shortest pickle may take. */
    static final long BASE_HEAP = 64L << 20;

    /** What numbers take per byte of input at most (3 bytes make an object of 16), so that they need no charge. */
    private static final int HEAP_OF_NUMBERS = 6;

    private final PickleLimits limits;
    private long steps;
    private long heap;

    ReadBudget(PickleLimits limits, int inputLength) {
        this.limits = limits;
        steps = BASE_STEPS + (long) limits.maxStepsPerByte() * inputLength;
        heap = BASE_HEAP + (long) Math.max(0, limits.maxHeapPerByte() - HEAP_OF_NUMBERS) * inputLength;
    }

    /** Charges work; a step takes about a nanosecond. */
    void work(long count) {
        steps -= count;
        if (steps < 0) {
            throw PickleException.unreadable("it asks for more work than its length accounts for (more than "
                    + limits.maxStepsPerByte() + " steps per byte)");
        }
    }

    /** Charges heap, before it is allocated. */
    void heap(long bytes) {
        heap -= bytes;
        if (heap < 0) {
            throw PickleException.unreadable("it takes more memory than its length accounts for (more than "
                    + limits.maxHeapPerByte() + " bytes of heap per byte)");
        }
    }

    /** Charges the heap of a text or an array of so many encoded bytes. */
    void heapOfText(int length) {
        heap(48 + 2L * length);
    }
}
