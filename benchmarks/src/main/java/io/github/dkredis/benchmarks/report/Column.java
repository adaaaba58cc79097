package io.github.dkredis.benchmarks.report;

import io.github.dkredis.benchmarks.harness.LatencyHistogram;
import io.github.dkredis.benchmarks.harness.Series;
import io.github.dkredis.benchmarks.harness.ServerWork;
import io.github.dkredis.benchmarks.harness.Spread;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.BiFunction;

/**
 * A column of a table.
 *
 * @param header its heading
 * @param cell what it says about a series of a group
 */
public record Column(String header, BiFunction<ResultTable, Series, String> cell) {

    /** Operations a second: the median of the windows, and its ends. */
    public static final Column RATE = rate("ops/s");

    /** Times the baseline: the median over the rounds' pairs, and its ends. */
    public static final Column RATIO = new Column(
            "x baseline",
            (group, series) -> group.baselineSeries()
                    .map(baseline -> spread(series.ratioTo(baseline), "%.2f"))
                    .orElse("-"));

    /** How many times as long as the baseline an operation takes: the median over the rounds' pairs, and its ends. */
    public static final Column SLOWNESS = new Column(
            "x baseline's time",
            (group, series) -> group.baselineSeries()
                    .map(baseline -> spread(baseline.ratioTo(series), "%.1f"))
                    .orElse("-"));

    public static final Column P50 =
            new Column("p50 us", (group, series) -> optional(series.latencyMicros(0.5), "%,.0f"));
    public static final Column P99 =
            new Column("p99 us", (group, series) -> optional(series.latencyMicros(0.99), "%,.0f"));

    /** Bytes allocated an operation, by the whole process. */
    public static final Column ALLOCATED =
            new Column("B/op", (group, series) -> optional(series.allocatedPerOperation(), "%,.0f"));

    /** Commands that the client sent. */
    public static final Column CLIENT_COMMANDS =
            new Column("client cmds/op", (group, series) -> optional(series.commandsPerOperation(), "%.3f"));

    /** The busiest thread's operations over the idlest one's. */
    public static final Column UNFAIRNESS =
            new Column("max/min", (group, series) -> format("%.2f", series.unfairnessOfAll()));

    public static final Column COMMANDS =
            new Column("cmds/op", (group, series) -> optional(series.serverPerOperation(ServerWork::commands), "%.3f"));
    public static final Column ROUND_TRIPS = new Column(
            "trips/op", (group, series) -> optional(series.serverPerOperation(ServerWork::roundTrips), "%.3f"));

    /** The rate under another name. */
    public static Column rate(String header) {
        return new Column(header, (group, series) -> spread(series.rate(), "%,.0f"));
    }

    /** What one operation takes, in the given part of a second. */
    public static Column time(String header, double unitsASecond) {
        return new Column(header, (group, series) -> {
            Spread rate = series.rate();
            return spread(
                    new Spread(unitsASecond / rate.median(), unitsASecond / rate.max(), unitsASecond / rate.min()),
                    "%,.0f");
        });
    }

    /** One of the further figures, its median and its worst. */
    public static Column figure(String header, String name, String format) {
        return new Column(header, (group, series) -> {
            String median = format(format, series.figure(name).median());
            String worst = format(format, series.figure(name).max());
            return median.equals(worst) ? median : median + " [.." + worst + "]";
        });
    }

    /** One of the further latencies. */
    public static Column timing(String header, String name, double share) {
        return new Column(header, (group, series) -> {
            LatencyHistogram timing = series.timing(name);
            return timing.count() == 0 ? "-" : format("%,.0f", timing.quantileNanos(share) / 1e3);
        });
    }

    /** How often a second one of the further latencies was noted. */
    public static Column timingRate(String header, String name) {
        return new Column(header, (group, series) -> format("%,.0f", series.timingRate(name)));
    }

    private static String spread(Spread spread, String format) {
        return format(format, spread.median()) + " [" + format(format, spread.min()) + ".."
                + format(format, spread.max()) + "]";
    }

    private static String optional(OptionalDouble value, String format) {
        return value.isPresent() ? format(format, value.getAsDouble()) : "-";
    }

    private static String format(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
