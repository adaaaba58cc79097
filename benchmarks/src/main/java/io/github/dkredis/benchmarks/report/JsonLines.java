package io.github.dkredis.benchmarks.report;

import io.github.dkredis.benchmarks.harness.LatencyHistogram;
import io.github.dkredis.benchmarks.harness.Outcome.Dropout;
import io.github.dkredis.benchmarks.harness.Series;
import io.github.dkredis.benchmarks.harness.ServerWork;
import io.github.dkredis.benchmarks.harness.Spread;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Formats a table for programs: one JSON object per subject and line. A figure that does not apply is null. */
final class JsonLines {
    private static final JsonMapper JSON = JsonMapper.shared();

    private JsonLines() {}

    static List<String> of(ResultTable table) {
        return Stream.concat(
                        table.series().stream().map(series -> line(table, series)),
                        table.outcome().dropouts().stream().map(dropout -> line(table, dropout)))
                .map(JSON::writeValueAsString)
                .toList();
    }

    private static Map<String, @Nullable Object> line(ResultTable table, Series series) {
        Map<String, @Nullable Object> line = head(table, series.subject(), series.version());
        line.put("ops_per_s", rounded(series.rate().median()));
        line.put("p50_us", orNull(series.latencyMicros(0.5)));
        line.put("p99_us", orNull(series.latencyMicros(0.99)));
        line.put("commands_per_op", orNull(series.commandsPerOperation()));
        line.put("round_trips_per_op", orNull(series.serverPerOperation(ServerWork::roundTrips)));
        line.put("extra", extra(table, series));
        return line;
    }

    private static Map<String, @Nullable Object> line(ResultTable table, Dropout dropout) {
        Map<String, @Nullable Object> line = head(table, dropout.subject(), dropout.version());
        Stream.of("ops_per_s", "p50_us", "p99_us", "commands_per_op", "round_trips_per_op")
                .forEach(figure -> line.put(figure, null));
        line.put("extra", Map.of("failed", dropout.reason()));
        return line;
    }

    private static Map<String, @Nullable Object> head(ResultTable table, String subject, String version) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("suite", table.name());
        line.put("subject", subject);
        line.put("version", version);
        line.put("jvms", table.layout().jvms());
        line.put("threads", table.layout().threads());
        return line;
    }

    private static Map<String, @Nullable Object> extra(ResultTable table, Series series) {
        Map<String, @Nullable Object> extra = new LinkedHashMap<>();
        extra.put("windows", series.samples().size());
        extra.put("ops_per_s_min", rounded(series.rate().min()));
        extra.put("ops_per_s_max", rounded(series.rate().max()));
        extra.put("baseline", table.baseline());
        table.baselineSeries().ifPresent(baseline -> put(extra, "ratio", series.ratioTo(baseline)));
        extra.put("allocated_bytes_per_op", orNull(series.allocatedPerOperation()));
        extra.put("max_us", orNull(series.maxLatencyMicros()));
        Map<String, @Nullable Double> curve = new LinkedHashMap<>();
        series.latencyCurveMicros().forEach((share, micros) -> curve.put(share.toString(), rounded(micros)));
        extra.put("latency_us", curve);
        if (table.layout().jvms() * table.layout().threads() > 1) {
            extra.put("unfairness", rounded(series.unfairness()));
            extra.put("unfairness_of_all_windows", rounded(series.unfairnessOfAll()));
        }
        extra.put("commands_per_op_scripted_too", orNull(series.serverPerOperation(ServerWork::commands)));
        series.timingNames().forEach(name -> put(extra, name, series));
        series.figureNames().forEach(name -> put(extra, name, series.figure(name)));
        extra.putAll(table.about());
        extra.put("java", System.getProperty("java.version"));
        return extra;
    }

    private static void put(Map<String, @Nullable Object> extra, String name, Series series) {
        LatencyHistogram timing = series.timing(name);
        extra.put(name + "_p50_us", rounded(timing.quantileNanos(0.5) / 1e3));
        extra.put(name + "_p99_us", rounded(timing.quantileNanos(0.99) / 1e3));
        extra.put(name + "_max_us", rounded(timing.maxNanos() / 1e3));
        extra.put(name + "_per_s", rounded(series.timingRate(name)));
    }

    private static void put(Map<String, @Nullable Object> extra, String name, Spread spread) {
        extra.put(name, rounded(spread.median()));
        extra.put(name + "_min", rounded(spread.min()));
        extra.put(name + "_max", rounded(spread.max()));
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? rounded(value.getAsDouble()) : null;
    }

    /** Rounds to five significant digits; null for a value that JSON has no number for. */
    private static @Nullable Double rounded(double value) {
        if (!Double.isFinite(value)) {
            return null;
        }
        return Double.valueOf(String.format(Locale.ROOT, "%.5g", value));
    }
}
