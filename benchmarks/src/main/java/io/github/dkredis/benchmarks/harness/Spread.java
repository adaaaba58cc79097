package io.github.dkredis.benchmarks.harness;

import java.util.Arrays;

/** The median, the minimum and the maximum of several figures. */
public record Spread(double median, double min, double max) {

    /** {@return the spread of at least one figure} */
    public static Spread of(double... figures) {
        if (figures.length == 0) {
            throw new IllegalArgumentException("no figure");
        }
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }
}
