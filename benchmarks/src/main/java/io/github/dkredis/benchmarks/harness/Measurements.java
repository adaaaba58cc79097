package io.github.dkredis.benchmarks.harness;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a window brought beside its operations.
 *
 * @param timings further latencies by name
 * @param figures further numbers by name, of which more is worse
 */
public record Measurements(Map<String, LatencyHistogram> timings, Map<String, Double> figures) {
    public static final Measurements NONE = new Measurements(Map.of(), Map.of());

    public Measurements {
        timings = Map.copyOf(timings);
        figures = Map.copyOf(figures);
    }

    /** Numbers alone. */
    public static Measurements of(Map<String, Double> figures) {
        return new Measurements(Map.of(), figures);
    }

    /** Of several processes, or of several sources: latencies are put together, of each number the worst is taken. */
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
