package io.github.dkredis.benchmarks;

import io.github.dkredis.benchmarks.report.Report;
import java.util.List;

/** A question, and those who are asked it. */
public interface Suite {

    /** As on the command line. */
    String name();

    /** One line for {@code --list}. */
    String description();

    /** The names of the subjects, for {@code --list}. */
    List<String> subjects();

    /** Measures, and reports each table when it is complete. */
    void run(Settings settings, Report report) throws Exception;

    /** What a worker JVM can be asked to do; empty for a suite that runs in one JVM only. */
    default List<Workload> workloads() {
        return List.of();
    }
}
