package io.github.dkredis.benchmarks.chart;

import tools.jackson.databind.JsonNode;

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

    /** {@return whether a result is a point of a curve} */
    static boolean isIn(JsonNode json) {
        return json.path("extra").has("axis");
    }

    /** {@return the point in a result} */
    static CurvePoint of(JsonNode json) {
        JsonNode extra = json.path("extra");
        return new CurvePoint(
                json.get("suite").asString(),
                extra.get("axis").asString(),
                extra.get("unit").asString(),
                json.get("subject").asString(),
                Double.parseDouble(extra.get("at").asString()),
                json.get("ops_per_s").asDouble());
    }
}
