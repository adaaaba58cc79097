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
        Measurements measurements) {

    public Sample {
        byThread = List.copyOf(byThread);
    }

    /** Further numbers by name, of which more is worse. */
    Map<String, Double> figures() {
        return measurements.figures();
    }

    /** The same with what the server did. */
    Sample withServer(ServerWork work) {
        return new Sample(operations, rate, latency, allocatedBytes, byThread, work, measurements);
    }

    /** The same with what was found beside. */
    public Sample with(Measurements more) {
        Measurements all = Measurements.sum(List.of(measurements, more));
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
                Measurements.sum(parts.stream().map(Sample::measurements).toList()));
    }
}
