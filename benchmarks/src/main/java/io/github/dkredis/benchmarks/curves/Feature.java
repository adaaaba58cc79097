package io.github.dkredis.benchmarks.curves;

import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * What is measured along the axes: dkredis beside one other library.
 *
 * @param name begins with the name of the suite that measures it more closely
 * @param unit what the rate counts
 * @param usual the shape of the points at which the axis does not say otherwise
 * @param axes the axes that mean something for this feature, with the largest value of each
 * @param unitsPerCall how many of the units one call counts for
 * @param product dkredis
 * @param other the library that it is compared with
 */
record Feature(
        String name,
        String unit,
        Shape usual,
        Map<Axis, Integer> axes,
        ToIntFunction<Shape> unitsPerCall,
        Library product,
        Library other) {

    /**
     * A library, or a way to use it.
     *
     * @param name as shown
     * @param isForClusters whether this way to use it works in a cluster
     */
    record Library(String name, String version, boolean isForClusters, Operation.Opener opener) {}

    /** {@return the curves of this feature} */
    List<Curve> curves() {
        return axes.keySet().stream()
                .sorted()
                .map(axis -> new Curve(this, axis))
                .toList();
    }
}
