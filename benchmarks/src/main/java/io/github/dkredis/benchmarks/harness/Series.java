package io.github.dkredis.benchmarks.harness;

import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The windows of one contender, in the order of the rounds. */
public record Series(String subject, String version, List<Sample> samples) {

    /** The shares of operations for which a latency curve has a point. */
    private static final List<Double> CURVE = List.of(
            0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9998, 0.9999, 0.99999);

    public Series {
        samples = List.copyOf(samples);
    }

    /** {@return operations per second} */
    public Spread rate() {
        return spread(Sample::rate);
    }

    /** {@return this series' rate divided by the baseline's, for each pair of windows of the same round} */
    public Spread ratioTo(Series baseline) {
        return Spread.of(IntStream.range(0, samples.size())
                .mapToDouble(round ->
                        samples.get(round).rate() / baseline.samples.get(round).rate())
                .toArray());
    }

    /** {@return the median of the bytes allocated per operation} */
    public OptionalDouble allocatedPerOperation() {
        if (samples.stream().anyMatch(sample -> sample.allocatedBytes().isEmpty())) {
            return OptionalDouble.empty();
        }
        double median = spread(sample -> sample.allocatedBytes().orElseThrow() / (double) sample.operations())
                .median();
        return OptionalDouble.of(median);
    }

    /** {@return a latency quantile over all windows, in microseconds} */
    public OptionalDouble latencyMicros(double share) {
        LatencyHistogram all = latencies();
        return all == null ? OptionalDouble.empty() : OptionalDouble.of(all.quantileNanos(share) / 1e3);
    }

    /**
     * Returns the curve of the latencies over all windows.
     *
     * @return microseconds by the share of operations that took at most that long; ends where the operations are too
     *     few for a share; empty without latencies
     */
    public SortedMap<Double, Double> latencyCurveMicros() {
        SortedMap<Double, Double> curve = new TreeMap<>();
        LatencyHistogram all = latencies();
        if (all != null) {
            for (double share : CURVE) {
                if (all.count() * (1 - share) >= 1) {
                    curve.put(share, all.quantileNanos(share) / 1e3);
                }
            }
        }
        return curve;
    }

    /** {@return the longest operation, in microseconds} */
    public OptionalDouble maxLatencyMicros() {
        LatencyHistogram all = latencies();
        return all == null ? OptionalDouble.empty() : OptionalDouble.of(all.maxNanos() / 1e3);
    }

    /** {@return one of the server's counts per operation, over all windows} */
    public OptionalDouble serverPerOperation(ToDoubleFunction<ServerWork> count) {
        double sum = 0;
        long operations = 0;
        for (Sample sample : samples) {
            ServerWork work = sample.server();
            if (work == null) {
                return OptionalDouble.empty();
            }
            sum += count.applyAsDouble(work);
            operations += sample.operations();
        }
        return OptionalDouble.of(sum / operations);
    }

    /** {@return the busiest thread's operations divided by the idlest thread's, in the worst window} */
    public double unfairness() {
        return samples.stream()
                .mapToDouble(sample -> {
                    long most =
                            sample.byThread().stream().mapToLong(n -> n).max().orElse(1);
                    long least =
                            sample.byThread().stream().mapToLong(n -> n).min().orElse(1);
                    return least == 0 ? Double.POSITIVE_INFINITY : (double) most / least;
                })
                .max()
                .orElse(1);
    }

    /** {@return the busiest thread's operations divided by the idlest thread's, over all windows together} */
    public double unfairnessOfAll() {
        int threads = samples.stream()
                .mapToInt(sample -> sample.byThread().size())
                .min()
                .orElse(0);
        LongSummaryStatistics byThread = IntStream.range(0, threads)
                .mapToLong(thread -> samples.stream()
                        .mapToLong(sample -> sample.byThread().get(thread))
                        .sum())
                .summaryStatistics();
        return (double) byThread.getMax() / byThread.getMin();
    }

    /**
     * Returns the commands per operation. These are the commands that the client sent, if they were counted, or else
     * all that the server ran, also in scripts.
     */
    public OptionalDouble commandsPerOperation() {
        if (figureNames().contains(CommandCountingContender.CLIENT_COMMANDS)) {
            return OptionalDouble.of(
                    figure(CommandCountingContender.CLIENT_COMMANDS).median());
        }
        return serverPerOperation(ServerWork::commands);
    }

    /** {@return the names of the further latencies} */
    public Set<String> timingNames() {
        Set<String> names = new TreeSet<>();
        samples.forEach(sample -> names.addAll(sample.measurements().timings().keySet()));
        return names;
    }

    /** {@return a further latency over all windows; an empty histogram if no window has that name} */
    public LatencyHistogram timing(String name) {
        LatencyHistogram all = new LatencyHistogram();
        samples.forEach(sample -> {
            LatencyHistogram timing = sample.measurements().timings().get(name);
            if (timing != null) {
                all.add(timing);
            }
        });
        return all;
    }

    /** {@return how many values of a further latency were recorded per second} */
    public double timingRate(String name) {
        double seconds = samples.stream()
                .mapToDouble(sample -> sample.operations() / sample.rate())
                .sum();
        return timing(name).count() / seconds;
    }

    /** {@return the names of the further figures} */
    public Set<String> figureNames() {
        Set<String> names = new TreeSet<>();
        samples.forEach(sample -> names.addAll(sample.figures().keySet()));
        return names;
    }

    /** {@return a further figure} */
    public Spread figure(String name) {
        return spread(sample -> sample.figures().getOrDefault(name, Double.NaN));
    }

    private Spread spread(ToDoubleFunction<Sample> figure) {
        return Spread.of(samples.stream().mapToDouble(figure).toArray());
    }

    private @Nullable LatencyHistogram latencies() {
        LatencyHistogram all = new LatencyHistogram();
        for (Sample sample : samples) {
            LatencyHistogram latency = sample.latency();
            if (latency == null) {
                return null;
            }
            all.add(latency);
        }
        return all;
    }
}
