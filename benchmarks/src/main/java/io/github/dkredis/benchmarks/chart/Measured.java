package io.github.dkredis.benchmarks.chart;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * One line of results: a subject in one layout of a workload.
 *
 * @param workload such as {@code values.get}
 * @param what what the value is: {@code operations per second}
 * @param value the median of the windows
 * @param smallest the value of the window with the smallest one
 * @param largest the value of the window with the largest one
 * @param latencies microseconds by the share of operations that took at most that long; may be empty
 */
record Measured(
        String workload,
        String subject,
        String layout,
        String what,
        double value,
        double smallest,
        double largest,
        NavigableMap<Double, Double> latencies) {

    /** The figures that say more than the rate where they exist. */
    private static final Map<String, String> HEADLINES = Map.of(
            "stall_ms", "longest stall in milliseconds",
            "all_served_ms", "milliseconds until all are served",
            "bytes_each", "bytes each",
            "waited_round_trips", "awaited round trips");

    /** A figure that only fresh JVMs have, of which the time is of interest. */
    private static final String FRESH_JVM = "classes";

    /** {@return the result of a subject that did not fail} */
    static Measured of(JsonNode json) {
        JsonNode extra = json.path("extra");
        for (Map.Entry<String, String> headline : HEADLINES.entrySet()) {
            String figure = headline.getKey();
            if (extra.has(figure)) {
                double value = extra.get(figure).asDouble();
                return of(
                        json,
                        headline.getValue(),
                        value,
                        extra.path(figure + "_min").asDouble(value),
                        extra.path(figure + "_max").asDouble(value));
            }
        }
        double rate = json.get("ops_per_s").asDouble();
        double slowest = extra.path("ops_per_s_min").asDouble(rate);
        double fastest = extra.path("ops_per_s_max").asDouble(rate);
        return extra.has(FRESH_JVM)
                ? of(json, "milliseconds to the first answer", 1e3 / rate, 1e3 / fastest, 1e3 / slowest)
                : of(json, "operations per second", rate, slowest, fastest);
    }

    private static Measured of(JsonNode json, String what, double value, double smallest, double largest) {
        NavigableMap<Double, Double> latencies = new TreeMap<>();
        for (Map.Entry<String, JsonNode> quantile :
                json.path("extra").path("latency_us").properties()) {
            latencies.put(Double.valueOf(quantile.getKey()), quantile.getValue().asDouble());
        }
        return new Measured(
                json.get("suite").asString(),
                json.get("subject").asString(),
                layout(json.get("jvms").asInt(), json.get("threads").asInt()),
                what,
                value,
                smallest,
                largest,
                latencies);
    }

    private static String layout(int jvms, int threads) {
        String each = threads + (threads == 1 ? " thread" : " threads");
        return jvms == 1 ? each : jvms + " JVMs × " + each;
    }
}
