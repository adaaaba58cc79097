package io.github.dkredis.benchmarks.report;

import io.github.dkredis.benchmarks.harness.Outcome;
import io.github.dkredis.benchmarks.harness.Series;
import io.github.dkredis.benchmarks.harness.ThreadLayout;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The results of contenders that were measured side by side.
 *
 * @param name the workload's name, which begins with the suite's
 * @param layout the JVMs and threads that ran it
 * @param baseline the subject that ratios refer to
 * @param outcome the results
 * @param about what the run depended on: the server's version and the like
 */
public record ResultTable(
        String name, ThreadLayout layout, String baseline, Outcome outcome, Map<String, String> about) {

    public ResultTable {
        about = Map.copyOf(about);
    }

    /** {@return this table with another baseline} */
    public ResultTable withBaseline(String other) {
        return new ResultTable(name, layout, other, outcome, about);
    }

    /** {@return the windows of the contenders that did not fail} */
    List<Series> series() {
        return outcome.series();
    }

    /** {@return the windows of the baseline, unless it was not selected or failed} */
    Optional<Series> baselineSeries() {
        return series().stream()
                .filter(candidate -> candidate.subject().equals(baseline))
                .findFirst();
    }
}
