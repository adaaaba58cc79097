package io.github.dkredis.benchmarks.harness;

import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The windows of one contender, in the order of the rounds. */
public record Series(String subject, String version, List<Sample> samples) {

    public Series {
        samples = List.copyOf(samples);
    }

    /** Operations a second. */
    public Spread rate() {
        return spread(Sample::rate);
    }

    /** How many times the other's rate this one's is, window by window of the same round. */
    public Spread ratioTo(Series baseline) {
        return Spread.of(IntStream.range(0, samples.size())
                .mapToDouble(round ->
                        samples.get(round).rate() / baseline.samples.get(round).rate())
                .toArray());
    }

    /** Bytes allocated an operation, the median. */
    public OptionalDouble allocatedPerOperation() {
        if (samples.stream().anyMatch(sample -> sample.allocatedBytes().isEmpty())) {
            return OptionalDouble.empty();
        }
        double median = spread(sample -> sample.allocatedBytes().orElseThrow() / (double) sample.operations())
                .median();
        return OptionalDouble.of(median);
    }

    /** A latency quantile over all windows, in microseconds. */
    public OptionalDouble latencyMicros(double share) {
        LatencyHistogram all = latencies();
        return all == null ? OptionalDouble.empty() : OptionalDouble.of(all.quantileNanos(share) / 1e3);
    }

    /** The longest operation, in microseconds. */
    public OptionalDouble maxLatencyMicros() {
        LatencyHistogram all = latencies();
        return all == null ? OptionalDouble.empty() : OptionalDouble.of(all.maxNanos() / 1e3);
    }

    /** One of the server's counts an operation, over all windows. */
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

    /** The busiest thread's operations over the idlest one's, the worst window of all. */
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

    /** The same over all windows together. */
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

    /** Commands that the client sent, an operation; those inside scripts are not counted again if they could be told apart. */
    public OptionalDouble commandsPerOperation() {
        if (figureNames().contains(CommandCountingContender.CLIENT_COMMANDS)) {
            return OptionalDouble.of(
                    figure(CommandCountingContender.CLIENT_COMMANDS).median());
        }
        return serverPerOperation(ServerWork::commands);
    }

    /** The names of the further latencies. */
    public Set<String> timingNames() {
        Set<String> names = new TreeSet<>();
        samples.forEach(sample -> names.addAll(sample.measurements().timings().keySet()));
        return names;
    }

    /** A further latency, over all windows; empty if there is none of that name. */
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

    /** How often a second a further latency was noted. */
    public double timingRate(String name) {
        double seconds = samples.stream()
                .mapToDouble(sample -> sample.operations() / sample.rate())
                .sum();
        return timing(name).count() / seconds;
    }

    /** The names of the further figures. */
    public Set<String> figureNames() {
        Set<String> names = new TreeSet<>();
        samples.forEach(sample -> names.addAll(sample.figures().keySet()));
        return names;
    }

    /** A further figure. */
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
