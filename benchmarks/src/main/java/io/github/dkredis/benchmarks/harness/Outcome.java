package io.github.dkredis.benchmarks.harness;

import java.util.List;

/**
 * What came of a run side by side.
 *
 * @param series of those that came through, in the order of the first round
 * @param dropouts of those that did not
 */
public record Outcome(List<Series> series, List<Dropout> dropouts) {
    public Outcome {
        series = List.copyOf(series);
        dropouts = List.copyOf(dropouts);
    }

    /**
     * A subject that failed: its figures, if there were any, are worth nothing.
     *
     * @param reason what went wrong
     */
    public record Dropout(String subject, String version, String reason) {}
}
