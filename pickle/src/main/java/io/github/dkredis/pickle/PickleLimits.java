package io.github.dkredis.pickle;

/**
 * How large a pickle may be. What is beyond a limit ends in a {@link PickleException}, whoever wrote it and whatever it
 * claims about its own size.
 *
 * @param maxBytes the longest pickle read or written, in bytes; 512 MiB by default, the longest value Redis takes
 * @param maxDepth how deep containers may be nested; 500 by default
 * @param maxContainers how many containers and objects one pickle may hold, one that is referred to several times being
 *     counted each time; 2,000,000 by default
 * @param maxWidth how many elements a tuple or a batch of a list may hold; 4,000,000 by default
 */
public record PickleLimits(int maxBytes, int maxDepth, int maxContainers, int maxWidth) {

    /** The defaults. */
    public static final PickleLimits DEFAULTS = new PickleLimits(512 << 20, 500, 2_000_000, 4_000_000);

    /** The most digits of an int; CPython's own limit, because the time to read them grows with their square. */
    static final int MAX_DIGITS = 4_300;

    /** The most bytes of an int in binary. */
    static final int MAX_INT_BYTES = 1_786;

    /**
     * Limits.
     *
     * @param maxBytes in bytes
     * @param maxDepth 1 to 2,000
     * @param maxContainers in containers
     * @param maxWidth in elements
     * @throws IllegalArgumentException if one is not positive, or the depth is above 2,000, which a thread's stack
     *     might not hold
     */
    public PickleLimits {
        if (maxBytes <= 0 || maxDepth <= 0 || maxContainers <= 0 || maxWidth <= 0) {
            throw new IllegalArgumentException("every limit is positive");
        }
        if (maxDepth > 2_000) {
            throw new IllegalArgumentException("the depth is at most 2,000, not " + maxDepth);
        }
    }

    /**
     * These limits with another length.
     *
     * @param maxBytes in bytes
     * @return new limits
     */
    public PickleLimits withMaxBytes(int maxBytes) {
        return new PickleLimits(maxBytes, maxDepth, maxContainers, maxWidth);
    }

    /**
     * These limits with another depth.
     *
     * @param maxDepth 1 to 2,000
     * @return new limits
     */
    public PickleLimits withMaxDepth(int maxDepth) {
        return new PickleLimits(maxBytes, maxDepth, maxContainers, maxWidth);
    }

    /**
     * These limits with another number of containers.
     *
     * @param maxContainers in containers
     * @return new limits
     */
    public PickleLimits withMaxContainers(int maxContainers) {
        return new PickleLimits(maxBytes, maxDepth, maxContainers, maxWidth);
    }

    /**
     * These limits with another width.
     *
     * @param maxWidth in elements
     * @return new limits
     */
    public PickleLimits withMaxWidth(int maxWidth) {
        return new PickleLimits(maxBytes, maxDepth, maxContainers, maxWidth);
    }
}
