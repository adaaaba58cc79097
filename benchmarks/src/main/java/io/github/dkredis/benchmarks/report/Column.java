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
 * @param header the heading
 * @param cell formats the figure of one series of the table
 */
public record Column(String header, BiFunction<ResultTable, Series, String> cell) {

    /** Operations per second: the median of the windows, and its range. */
    public static final Column RATE = rate("ops/s");

    /** The rate as a multiple of the baseline's: the median over the pairs of a round, and its range. */
    public static final Column RATIO = new Column(
            "x baseline",
            (table, series) -> table.baselineSeries()
                    .map(baseline -> spread(series.ratioTo(baseline), "%.2f"))
                    .orElse("-"));

    /**
     * The time of an operation as a multiple of the baseline's: the median over the pairs of a round, and its range.
     */
    public static final Column SLOWNESS = new Column(
            "x baseline's time",
            (table, series) -> table.baselineSeries()
                    .map(baseline -> spread(baseline.ratioTo(series), "%.1f"))
                    .orElse("-"));

    public static final Column P50 =
            new Column("p50 us", (table, series) -> optional(series.latencyMicros(0.5), "%,.0f"));
    public static final Column P99 =
            new Column("p99 us", (table, series) -> optional(series.latencyMicros(0.99), "%,.0f"));
    public static final Column P999 =
            new Column("p99.9 us", (table, series) -> optional(series.latencyMicros(0.999), "%,.0f"));

    /** Bytes that the whole process allocates per operation. */
    public static final Column ALLOCATED =
            new Column("B/op", (table, series) -> optional(series.allocatedPerOperation(), "%,.0f"));

    /** Commands that the client sends per operation. */
    public static final Column CLIENT_COMMANDS =
            new Column("client cmds/op", (table, series) -> optional(series.commandsPerOperation(), "%.3f"));

    /** The busiest thread's operations divided by the idlest thread's. */
    public static final Column UNFAIRNESS =
            new Column("max/min", (table, series) -> format("%.2f", series.unfairnessOfAll()));

    public static final Column COMMANDS =
            new Column("cmds/op", (table, series) -> optional(series.serverPerOperation(ServerWork::commands), "%.3f"));
    public static final Column ROUND_TRIPS = new Column(
            "trips/op", (table, series) -> optional(series.serverPerOperation(ServerWork::roundTrips), "%.3f"));

    /** {@return the rate under another heading} */
    public static Column rate(String header) {
        return new Column(header, (table, series) -> spread(series.rate(), "%,.0f"));
    }

    /** {@return the time of one operation, in a unit of which a second has that many} */
    public static Column time(String header, double unitsPerSecond) {
        return new Column(header, (table, series) -> {
            Spread rate = series.rate();
            return spread(
                    new Spread(
                            unitsPerSecond / rate.median(), unitsPerSecond / rate.max(), unitsPerSecond / rate.min()),
                    "%,.0f");
        });
    }

    /** {@return one of the further figures: the median and the worst; a dash for a subject without it} */
    public static Column figure(String header, String name, String format) {
        return new Column(header, (table, series) -> {
            if (!series.figureNames().contains(name)) {
                return "-";
            }
            String median = format(format, series.figure(name).median());
            String worst = format(format, series.figure(name).max());
            return median.equals(worst) ? median : median + " [.." + worst + "]";
        });
    }

    /** {@return a quantile of one of the further latencies} */
    public static Column timing(String header, String name, double share) {
        return new Column(header, (table, series) -> {
            LatencyHistogram timing = series.timing(name);
            return timing.count() == 0 ? "-" : format("%,.0f", timing.quantileNanos(share) / 1e3);
        });
    }

    /** {@return how many values of one of the further latencies were recorded per second} */
    public static Column timingRate(String header, String name) {
        return new Column(header, (table, series) -> format("%,.0f", series.timingRate(name)));
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
