package io.github.dkredis.benchmarks.report;

import io.github.dkredis.benchmarks.harness.Series;
import io.github.dkredis.benchmarks.harness.ServerWork;
import io.github.dkredis.benchmarks.harness.Spread;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The machine's form of a group: one object a line, one line a subject. What does not apply is null. */
final class JsonLines {
    private static final JsonMapper JSON = JsonMapper.shared();

    private JsonLines() {}

    static List<String> of(Group group) {
        return group.series().stream()
                .map(series -> JSON.writeValueAsString(line(group, series)))
                .toList();
    }

    private static Map<String, @Nullable Object> line(Group group, Series series) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("suite", group.suite());
        line.put("subject", series.subject());
        line.put("version", series.version());
        line.put("jvms", group.jvms());
        line.put("threads", group.threads());
        line.put("ops_per_s", rounded(series.rate().median()));
        line.put("p50_us", orNull(series.latencyMicros(0.5)));
        line.put("p99_us", orNull(series.latencyMicros(0.99)));
        line.put("commands_per_op", orNull(series.serverPerOperation(ServerWork::commands)));
        line.put("round_trips_per_op", orNull(series.serverPerOperation(ServerWork::roundTrips)));
        line.put("extra", extra(group, series));
        return line;
    }

    private static Map<String, @Nullable Object> extra(Group group, Series series) {
        Map<String, @Nullable Object> extra = new LinkedHashMap<>();
        extra.put("windows", series.samples().size());
        extra.put("ops_per_s_min", rounded(series.rate().min()));
        extra.put("ops_per_s_max", rounded(series.rate().max()));
        extra.put("baseline", group.baseline());
        group.baselineSeries().ifPresent(baseline -> put(extra, "ratio", series.ratioTo(baseline)));
        extra.put("allocated_bytes_per_op", orNull(series.allocatedPerOperation()));
        extra.put("max_us", orNull(series.maxLatencyMicros()));
        if (group.jvms() * group.threads() > 1) {
            extra.put("unfairness", rounded(series.unfairness()));
        }
        series.figureNames().forEach(name -> put(extra, name, series.figure(name)));
        extra.putAll(group.about());
        extra.put("java", System.getProperty("java.version"));
        return extra;
    }

    private static void put(Map<String, @Nullable Object> extra, String name, Spread spread) {
        extra.put(name, rounded(spread.median()));
        extra.put(name + "_min", rounded(spread.min()));
        extra.put(name + "_max", rounded(spread.max()));
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? rounded(value.getAsDouble()) : null;
    }

    /** Five significant digits and no more noise; null for what JSON has no number for. */
    private static @Nullable Double rounded(double value) {
        if (!Double.isFinite(value)) {
            return null;
        }
        return Double.valueOf(String.format(Locale.ROOT, "%.5g", value));
    }
}
