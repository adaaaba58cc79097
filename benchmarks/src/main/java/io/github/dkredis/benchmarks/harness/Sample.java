package io.github.dkredis.benchmarks.harness;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What one window of one contender came to.
 *
 * @param operations all that were done
 * @param rate operations a second, by the contender's own clock
 * @param latency of each operation, where it was taken
 * @param allocatedBytes by all threads of the process meanwhile, where that can be read
 * @param byThread operations of each thread
 * @param server what the server did meanwhile, where one was used
 * @param figures further numbers by name, of which more is worse
 */
public record Sample(
        long operations,
        double rate,
        @Nullable LatencyHistogram latency,
        OptionalLong allocatedBytes,
        List<Long> byThread,
        @Nullable ServerWork server,
        Map<String, Double> figures) {

    public Sample {
        byThread = List.copyOf(byThread);
        figures = Map.copyOf(figures);
    }

    /** The same with what the server did. */
    Sample withServer(ServerWork work) {
        return new Sample(operations, rate, latency, allocatedBytes, byThread, work, figures);
    }

    /** The same window seen from several processes, as one. */
    static Sample sum(List<Sample> parts) {
        LatencyHistogram latency = new LatencyHistogram();
        parts.forEach(part -> {
            if (part.latency != null) {
                latency.add(part.latency);
            }
        });
        Map<String, Double> figures = new LinkedHashMap<>();
        parts.forEach(part -> part.figures.forEach((name, value) -> figures.merge(name, value, Math::max)));
        return new Sample(
                parts.stream().mapToLong(Sample::operations).sum(),
                parts.stream().mapToDouble(Sample::rate).sum(),
                latency,
                OptionalLong.of(parts.stream()
                        .mapToLong(part -> part.allocatedBytes.orElse(0))
                        .sum()),
                parts.stream().flatMap(part -> part.byThread.stream()).toList(),
                null,
                figures);
    }
}
