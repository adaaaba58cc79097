package io.github.dkredis.benchmarks.harness;

import java.util.List;

/**
 * The result of measuring contenders side by side.
 *
 * @param series the windows of each contender that did not fail, in the order of the first round
 * @param dropouts the contenders that failed
 */
public record Outcome(List<Series> series, List<Dropout> dropouts) {
    public Outcome {
        series = List.copyOf(series);
        dropouts = List.copyOf(dropouts);
    }

    /**
     * A subject that failed; figures that it may have had are discarded.
     *
     * @param reason why it failed
     */
    public record Dropout(String subject, String version, String reason) {}
}
