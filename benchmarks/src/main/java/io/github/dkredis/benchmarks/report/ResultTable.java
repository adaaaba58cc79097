package io.github.dkredis.benchmarks.report;

import io.github.dkredis.benchmarks.harness.Outcome;
import io.github.dkredis.benchmarks.harness.Series;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The contenders of one table, measured side by side.
 *
 * @param suite the workload's name, the suite's in front
 * @param jvms processes that did the same at once
 * @param threads of each
 * @param baseline the subject that ratios are taken against
 * @param outcome what came of it
 * @param about what it ran on: the server's version and the like
 */
public record ResultTable(
        String suite, int jvms, int threads, String baseline, Outcome outcome, Map<String, String> about) {

    public ResultTable {
        about = Map.copyOf(about);
    }

    /** Those that came through. */
    List<Series> series() {
        return outcome.series();
    }

    /** The baseline's windows, unless it was left out. */
    Optional<Series> baselineSeries() {
        return series().stream()
                .filter(candidate -> candidate.subject().equals(baseline))
                .findFirst();
    }
}
