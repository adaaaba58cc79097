package io.github.dkredis.benchmarks;

import io.github.dkredis.benchmarks.harness.Outcome;
import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.harness.ThreadLayout;
import io.github.dkredis.benchmarks.report.Column;
import io.github.dkredis.benchmarks.report.Report;
import io.github.dkredis.benchmarks.report.ResultTable;
import java.util.List;
import java.util.Map;

/**
 * What a suite needs to run.
 *
 * @param settings what the command line asks for
 * @param workerCommand the main class and arguments that make a JVM a worker
 * @param report receives the results
 */
public record BenchRun(Settings settings, List<String> workerCommand, Report report) {

    public BenchRun {
        workerCommand = List.copyOf(workerCommand);
    }

    /** {@return the subjects of a workload that the command line selects} */
    public List<Subject> selected(Workload workload) {
        return workload.subjects().stream()
                .filter(subject -> settings.selects(subject.name()))
                .toList();
    }

    /**
     * Reports the results of a workload in one layout.
     *
     * @param about what the run depended on: the server's version and the like
     */
    public void report(Workload workload, ThreadLayout layout, Outcome outcome, Map<String, String> about) {
        report(new ResultTable(workload.name(), layout, workload.baseline(), outcome, about), workload.columns());
    }

    /** Reports a table of results; the baseline of the command line, if there is one, replaces the table's. */
    public void report(ResultTable table, List<Column> columns) {
        report.add(settings.baseline().map(table::withBaseline).orElse(table), columns);
    }
}
