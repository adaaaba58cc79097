package io.github.dkredis.benchmarks;

import io.github.dkredis.benchmarks.harness.Subject;
import java.util.List;

/**
 * One thing done by several subjects, in windows, by some threads of some JVMs.
 *
 * @param name with the suite's in front: {@code values.get}
 * @param baseline the subject that ratios are taken against
 * @param subjects in the order of the first round
 */
public record Workload(String name, String baseline, List<Subject> subjects) {
    public Workload {
        subjects = List.copyOf(subjects);
    }

    /** The subject of that name. */
    public Subject subject(String wanted) {
        return subjects.stream()
                .filter(subject -> subject.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no subject " + wanted + " in " + name));
    }
}
