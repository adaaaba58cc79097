package io.github.dkredis.pickle;

/**
 * Bounds for reading and writing. A pickle or a value beyond one of them ends in a {@link PickleException}, whatever
 * the pickle claims about its own size.
 *
 * <p>Reading a pickle of n bytes takes at most {@code 64 MiB + maxHeapPerByte × n} bytes of heap, and work of at most
 * {@code 16,000,000 + maxStepsPerByte × n} steps of about a nanosecond. To stay within a small heap, lower
 * {@code maxBytes}: with the defaults, a pickle of 8 MiB takes at most 192 MiB.
 *
 * @param maxBytes the longest pickle, in bytes. The default is 512 MiB, the longest value that Redis stores.
 * @param maxDepth how deep containers, objects and the calls that make them may be nested, 1 to 2,000. The default is
 *     500.
 * @param maxContainers how many containers and objects one pickle may hold. Each further reference to a container
 *     counts again, with a quarter of its elements. The default is 2,000,000.
 * @param maxWidth how many elements a tuple or one batch of a list may hold. The default is 4,000,000.
 * @param maxHeapPerByte the most heap for each byte of a pickle, in bytes. The default is 16; pickles that Python wrote
 *     usually take 3 to 12, and millions of small sets or dicts take 30.
 * @param maxStepsPerByte the most work for each byte of a pickle, in steps of about a nanosecond. The default is 64.
 */
public record PickleLimits(
        int maxBytes, int maxDepth, int maxContainers, int maxWidth, int maxHeapPerByte, int maxStepsPerByte) {

    /** The default limits. */
    public static final PickleLimits DEFAULTS = new PickleLimits(512 << 20, 500, 2_000_000, 4_000_000, 16, 64);

    /**
     * The most decimal digits of an int. CPython has the same limit, because the time to parse digits grows with the
     * square of their number.
     */
    static final int MAX_DIGITS = 4_300;

    /** The most bytes of an int in binary form: as many as {@link #MAX_DIGITS} digits need. */
    static final int MAX_INT_BYTES = 1_786;

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if a limit is not positive, or if the depth is above 2,000, which might overflow
     *     a thread's stack
     */
    public PickleLimits {
        if (maxBytes <= 0
                || maxDepth <= 0
                || maxContainers <= 0
                || maxWidth <= 0
                || maxHeapPerByte <= 0
                || maxStepsPerByte <= 0) {
            throw new IllegalArgumentException("all limits must be positive");
        }
        if (maxDepth > 2_000) {
            throw new IllegalArgumentException("maxDepth must be at most 2,000, not " + maxDepth);
        }
    }

    /** Returns these limits with another maximal length, in bytes. */
    public PickleLimits withMaxBytes(int maxBytes) {
        return new PickleLimits(maxBytes, maxDepth, maxContainers, maxWidth, maxHeapPerByte, maxStepsPerByte);
    }

    /** Returns these limits with another nesting depth, 1 to 2,000. */
    public PickleLimits withMaxDepth(int maxDepth) {
        return new PickleLimits(maxBytes, maxDepth, maxContainers, maxWidth, maxHeapPerByte, maxStepsPerByte);
    }

    /** Returns these limits with another number of containers and objects. */
    public PickleLimits withMaxContainers(int maxContainers) {
        return new PickleLimits(maxBytes, maxDepth, maxContainers, maxWidth, maxHeapPerByte, maxStepsPerByte);
    }

    /** Returns these limits with another number of elements of one tuple or batch. */
    public PickleLimits withMaxWidth(int maxWidth) {
        return new PickleLimits(maxBytes, maxDepth, maxContainers, maxWidth, maxHeapPerByte, maxStepsPerByte);
    }

    /** Returns these limits with another amount of heap for each byte of a pickle, in bytes. */
    public PickleLimits withMaxHeapPerByte(int maxHeapPerByte) {
        return new PickleLimits(maxBytes, maxDepth, maxContainers, maxWidth, maxHeapPerByte, maxStepsPerByte);
    }

    /** Returns these limits with another amount of work for each byte of a pickle, in steps. */
    public PickleLimits withMaxStepsPerByte(int maxStepsPerByte) {
        return new PickleLimits(maxBytes, maxDepth, maxContainers, maxWidth, maxHeapPerByte, maxStepsPerByte);
    }
}
