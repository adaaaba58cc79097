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
public record Findings(Map<String, LatencyHistogram> timings, Map<String, Double> figures) {
    public static final Findings NONE = new Findings(Map.of(), Map.of());

    public Findings {
        timings = Map.copyOf(timings);
        figures = Map.copyOf(figures);
    }

    /** Numbers alone. */
    public static Findings of(Map<String, Double> figures) {
        return new Findings(Map.of(), figures);
    }

    /** Of several processes, or of several sources: latencies are put together, of each number the worst is taken. */
    static Findings sum(List<Findings> parts) {
        Map<String, LatencyHistogram> timings = new TreeMap<>();
        Map<String, Double> figures = new TreeMap<>();
        for (Findings part : parts) {
            part.timings.forEach((name, timing) -> timings.computeIfAbsent(name, unknown -> new LatencyHistogram())
                    .add(timing));
            part.figures.forEach((name, value) -> figures.merge(name, value, Math::max));
        }
        return new Findings(timings, figures);
    }
}
