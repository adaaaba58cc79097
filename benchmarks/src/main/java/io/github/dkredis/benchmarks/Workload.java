package io.github.dkredis.benchmarks;

import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.report.Column;
import java.util.List;
import java.util.function.Function;

/**
 * One thing done by several subjects, in windows, by some threads of some JVMs.
 *
 * @param name with the suite's in front: {@code values.get}
 * @param baseline the subject that ratios are taken against
 * @param subjects in the order of the first round
 * @param formations who does it, one table each
 * @param columns of the tables
 * @param commands how they are counted
 */
public record Workload(
        String name,
        String baseline,
        List<Subject> subjects,
        Function<Settings, List<ThreadLayout>> layouts,
        List<Column> columns,
        Commands commands) {

    /** How commands are counted. */
    public enum Commands {
        /** By the server's own count, to which a command inside a script is a command. */
        BY_SERVER,
        /** As the client sends them, a script being one: in a warm-up, as it costs time. */
        BY_CLIENT
    }

    public Workload {
        subjects = List.copyOf(subjects);
        columns = List.copyOf(columns);
    }

    /** The subject of that name. */
    public Subject subject(String wanted) {
        return subjects.stream()
                .filter(subject -> subject.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no subject " + wanted + " in " + name));
    }
}
