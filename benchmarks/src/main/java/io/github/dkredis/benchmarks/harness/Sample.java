package io.github.dkredis.benchmarks.harness;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The result of one window of one contender.
 *
 * @param operations all operations that completed
 * @param rate operations per second, by the contender's own clock
 * @param latency the latency of each operation, if it was measured
 * @param allocatedBytes what all threads of the process allocated meanwhile, if that is known
 * @param byThread the operations of each thread
 * @param server what the server did meanwhile, if there was one
 * @param measurements further latencies and figures
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

    /** {@return a sample of one thread, whose single operations were not timed} */
    public static Sample ofOneThread(long operations, double rate) {
        return new Sample(operations, rate, null, OptionalLong.empty(), List.of(operations), null, Measurements.NONE);
    }

    /** {@return the further figures by name; of each, more is worse} */
    Map<String, Double> figures() {
        return measurements.figures();
    }

    /** {@return this sample with what the process allocated meanwhile} */
    public Sample withAllocated(long bytes) {
        return new Sample(operations, rate, latency, OptionalLong.of(bytes), byThread, server, measurements);
    }

    /** {@return this sample with what the server did meanwhile} */
    public Sample withServer(ServerWork work) {
        return new Sample(operations, rate, latency, allocatedBytes, byThread, work, measurements);
    }

    /** {@return this sample with another rate} */
    public Sample withRate(double other) {
        return new Sample(operations, other, latency, allocatedBytes, byThread, server, measurements);
    }

    /** {@return this sample with further measurements} */
    public Sample with(Measurements more) {
        Measurements all = Measurements.sum(List.of(measurements, more));
        return new Sample(operations, rate, latency, allocatedBytes, byThread, server, all);
    }

    /** {@return this sample if each operation counts as many; the latency of a single one is then unknown} */
    public Sample scaled(int factor) {
        return new Sample(operations * factor, rate * factor, null, allocatedBytes, byThread, server, measurements);
    }

    /** {@return one sample for the same window in several processes} */
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
