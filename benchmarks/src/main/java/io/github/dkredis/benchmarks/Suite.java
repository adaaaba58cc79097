package io.github.dkredis.benchmarks;

import io.github.dkredis.benchmarks.harness.Subject;
import java.util.List;

/** A set of measurements that answers one question, and the subjects that take part. */
public interface Suite {

    /** {@return the name on the command line} */
    String name();

    /** {@return one line for {@code --list}} */
    String description();

    /** {@return the names of the subjects, for {@code --list}; by default, those of the workloads} */
    default List<String> subjects() {
        return workloads().stream()
                .flatMap(workload -> workload.subjects().stream())
                .map(Subject::name)
                .distinct()
                .toList();
    }

    /** Measures, and reports each table as soon as it is complete. */
    void run(BenchRun run) throws Exception;

    /** {@return the workloads that a worker JVM can run; empty for a suite that runs in one JVM only} */
    default List<Workload> workloads() {
        return List.of();
    }
}
