package io.github.dkredis.benchmarks.harness;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was measured in a window besides its operations.
 *
 * @param timings further latencies by name
 * @param figures further numbers by name; of each, more is worse
 */
public record Measurements(Map<String, LatencyHistogram> timings, Map<String, Double> figures) {
    public static final Measurements NONE = new Measurements(Map.of(), Map.of());

    public Measurements {
        timings = Map.copyOf(timings);
        figures = Map.copyOf(figures);
    }

    /** {@return measurements of figures alone} */
    public static Measurements of(Map<String, Double> figures) {
        return new Measurements(Map.of(), figures);
    }

    /**
     * Combines the measurements of several processes or sources: latencies are merged, and of each figure the worst
     * counts.
     */
    static Measurements sum(List<Measurements> parts) {
        Map<String, LatencyHistogram> timings = new TreeMap<>();
        Map<String, Double> figures = new TreeMap<>();
        for (Measurements part : parts) {
            part.timings.forEach((name, timing) -> timings.computeIfAbsent(name, unknown -> new LatencyHistogram())
                    .add(timing));
            part.figures.forEach((name, value) -> figures.merge(name, value, Math::max));
        }
        return new Measurements(timings, figures);
    }
}
