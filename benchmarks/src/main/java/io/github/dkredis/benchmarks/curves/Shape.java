package io.github.dkredis.benchmarks.curves;

import io.github.dkredis.benchmarks.harness.ThreadLayout;

/**
 * What one point of a curve is measured with.
 *
 * @param layout the JVMs and threads
 * @param keys the number of keys, which all threads use in turn
 * @param bytes the length of each value, where there are values
 * @param nodes the primaries of the cluster; 0 for one server that is not in a cluster
 */
record Shape(ThreadLayout layout, int keys, int bytes, int nodes) {

    /** Keys that are spread over all nodes. */
    static final int MANY_KEYS = 1_000;

    /** What one walk over the hashes may return, since its result is in memory as a whole. */
    private static final int BYTES_OF_ALL_HASHES = 100_000_000;

    /** {@return the shape of the points at which an axis does not say otherwise} */
    static Shape usual(int threads, int keys) {
        return new Shape(ThreadLayout.ofThreads(threads), keys, 100, 0);
    }

    Shape withLayout(ThreadLayout other) {
        return new Shape(other, keys, bytes, nodes);
    }

    Shape withKeys(int other) {
        return new Shape(layout, other, bytes, nodes);
    }

    Shape withBytes(int other) {
        return new Shape(layout, keys, other, nodes);
    }

    /** {@return the number of hashes: as many as keys, but fewer if their fields are large} */
    int hashes() {
        return Math.max(1, Math.min(keys, BYTES_OF_ALL_HASHES / bytes));
    }

    Shape inCluster(int primaries) {
        return new Shape(layout, keys, bytes, primaries);
    }
}
