package io.github.dkredis.benchmarks;

import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.harness.ThreadLayout;
import io.github.dkredis.benchmarks.report.Column;
import java.util.List;
import java.util.function.Function;

/**
 * An operation that all subjects perform, so that they can be compared.
 *
 * @param name begins with the suite's name: {@code values.get}
 * @param baseline the subject that ratios refer to
 * @param subjects the subjects, in the order of the first round
 * @param layouts the JVMs and threads that run it, one table each
 * @param columns the columns of the tables
 * @param commands how commands are counted
 * @param unitsPerCall for how many operations one call of a subject counts
 */
public record Workload(
        String name,
        String baseline,
        List<Subject> subjects,
        Function<Settings, List<ThreadLayout>> layouts,
        List<Column> columns,
        Commands commands,
        int unitsPerCall) {

    /** How commands are counted. */
    public enum Commands {
        /** By the server's own count, which includes the commands that scripts call. */
        BY_SERVER,
        /** As the client sends them, a script counting as one. Done in a warm-up, because it slows the server down. */
        BY_CLIENT
    }

    /** A workload of which each call is one operation. */
    public Workload(
            String name,
            String baseline,
            List<Subject> subjects,
            Function<Settings, List<ThreadLayout>> layouts,
            List<Column> columns,
            Commands commands) {
        this(name, baseline, subjects, layouts, columns, commands, 1);
    }

    public Workload {
        subjects = List.copyOf(subjects);
        columns = List.copyOf(columns);
    }

    /** {@return the subject of that name} */
    public Subject subject(String subjectName) {
        return subjects.stream()
                .filter(subject -> subject.name().equals(subjectName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no subject " + subjectName + " in " + name));
    }
}
