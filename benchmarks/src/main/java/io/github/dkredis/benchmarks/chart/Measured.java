package io.github.dkredis.benchmarks.chart;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One line of results: a subject in one layout of a workload.
 *
 * @param workload such as {@code values.get}
 * @param rate operations per second, the median of the windows
 * @param slowest the rate of the slowest window
 * @param fastest the rate of the fastest window
 * @param latencies microseconds by the share of operations that took at most that long; may be empty
 */
record Measured(
        String workload,
        String subject,
        String layout,
        double rate,
        double slowest,
        double fastest,
        NavigableMap<Double, Double> latencies) {

    /** {@return the result in a line of JSON; empty for a subject that failed} */
    static Optional<Measured> of(String line) {
        JsonNode json = JsonMapper.shared().readTree(line);
        if (!json.path("ops_per_s").isNumber()) {
            return Optional.empty();
        }
        double rate = json.get("ops_per_s").asDouble();
        JsonNode extra = json.path("extra");
        NavigableMap<Double, Double> latencies = new TreeMap<>();
        for (Map.Entry<String, JsonNode> quantile : extra.path("latency_us").properties()) {
            latencies.put(Double.valueOf(quantile.getKey()), quantile.getValue().asDouble());
        }
        return Optional.of(new Measured(
                json.get("suite").asString(),
                json.get("subject").asString(),
                layout(json.get("jvms").asInt(), json.get("threads").asInt()),
                rate,
                extra.path("ops_per_s_min").asDouble(rate),
                extra.path("ops_per_s_max").asDouble(rate),
                latencies));
    }

    private static String layout(int jvms, int threads) {
        String each = threads + (threads == 1 ? " thread" : " threads");
        return jvms == 1 ? each : jvms + " JVMs × " + each;
    }
}
