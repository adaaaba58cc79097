package io.github.dkredis.benchmarks.harness;

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
 * @param findings further latencies and numbers
 */
public record Sample(
        long operations,
        double rate,
        @Nullable LatencyHistogram latency,
        OptionalLong allocatedBytes,
        List<Long> byThread,
        @Nullable ServerWork server,
        Findings findings) {

    public Sample {
        byThread = List.copyOf(byThread);
    }

    /** Further numbers by name, of which more is worse. */
    Map<String, Double> figures() {
        return findings.figures();
    }

    /** The same with what the server did. */
    Sample withServer(ServerWork work) {
        return new Sample(operations, rate, latency, allocatedBytes, byThread, work, findings);
    }

    /** The same with what was found beside. */
    public Sample with(Findings more) {
        Findings all = Findings.sum(List.of(findings, more));
        return new Sample(operations, rate, latency, allocatedBytes, byThread, server, all);
    }

    /** The same window seen from several processes, as one. */
    static Sample sum(List<Sample> parts) {
        LatencyHistogram latency = new LatencyHistogram();
        parts.forEach(part -> {
            if (part.latency != null) {
                latency.add(part.latency);
            }
        });
        return new Sample(
                parts.stream().mapToLong(Sample::operations).sum(),
                parts.stream().mapToDouble(Sample::rate).sum(),
                latency,
                OptionalLong.of(parts.stream()
                        .mapToLong(part -> part.allocatedBytes.orElse(0))
                        .sum()),
                parts.stream().flatMap(part -> part.byThread.stream()).toList(),
                null,
                Findings.sum(parts.stream().map(Sample::findings).toList()));
    }
}
