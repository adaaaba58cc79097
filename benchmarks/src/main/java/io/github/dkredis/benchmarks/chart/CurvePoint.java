package io.github.dkredis.benchmarks.chart;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One line of results that is a point of a curve.
 *
 * @param curve the curve's name
 * @param axis what varies: {@code threads}
 * @param unit what the rate counts
 * @param subject the library
 * @param at the value of the axis
 * @param rate units per second
 */
record CurvePoint(String curve, String axis, String unit, String subject, double at, double rate) {

    /** {@return whether a line is a point of a curve} */
    static boolean isIn(String line) {
        return JsonMapper.shared().readTree(line).path("extra").has("axis");
    }

    /** {@return the point in a line; empty for a subject that failed} */
    static Optional<CurvePoint> of(String line) {
        JsonNode json = JsonMapper.shared().readTree(line);
        JsonNode extra = json.path("extra");
        if (!json.path("ops_per_s").isNumber()) {
            return Optional.empty();
        }
        return Optional.of(new CurvePoint(
                json.get("suite").asString(),
                extra.get("axis").asString(),
                extra.get("unit").asString(),
                json.get("subject").asString(),
                Double.parseDouble(extra.get("at").asString()),
                json.get("ops_per_s").asDouble()));
    }
}
