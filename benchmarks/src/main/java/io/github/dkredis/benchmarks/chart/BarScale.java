package io.github.dkredis.benchmarks.chart;

import java.util.List;

/**
 * Where values are along the bars: proportional, or as their logarithm if the largest is so much larger than the
 * smallest that the small ones could not be seen.
 *
 * @param isLogarithmic whether positions are logarithms to the base of 10
 * @param first the position at which bars begin
 * @param last the position of the end of the axis
 */
record BarScale(boolean isLogarithmic, double first, double last) {

    private static final double TOO_FAR_APART = 300;
    private static final double ROOM_FOR_NUMBERS = 0.12;

    static BarScale of(List<Measured> results) {
        double largest = results.stream().mapToDouble(Measured::largest).max().orElse(1);
        double smallest = results.stream()
                .mapToDouble(Measured::value)
                .filter(value -> value > 0)
                .min()
                .orElse(largest);
        if (largest / smallest < TOO_FAR_APART) {
            return new BarScale(false, 0, largest * (1 + ROOM_FOR_NUMBERS));
        }
        double first = Math.ceil(Math.log10(smallest)) - 1; // the smallest bar can be seen, too
        double last = Math.log10(largest);
        return new BarScale(true, first, last + (last - first) * ROOM_FOR_NUMBERS);
    }

    double position(double value) {
        return isLogarithmic ? Math.max(first, Math.log10(value)) : value;
    }

    double value(double position) {
        return isLogarithmic ? Math.pow(10, position) : position;
    }
}
