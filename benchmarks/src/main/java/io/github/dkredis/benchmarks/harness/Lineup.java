package io.github.dkredis.benchmarks.harness;

import io.github.dkredis.benchmarks.harness.Outcome.Dropout;
import java.util.ArrayList;
import java.util.List;

/** Subjects that are opened, measured side by side, and closed; one that cannot be opened drops out. */
public final class Lineup {

    /** Opens a subject for measuring. */
    @FunctionalInterface
    public interface Opening {
        Contender open(Subject subject) throws Exception;
    }

    private Lineup() {}

    /** Measures them. */
    public static Outcome run(List<Subject> subjects, Opening opening, SideBySide sideBySide) throws Exception {
        List<Contender> contenders = new ArrayList<>();
        List<Dropout> dropouts = new ArrayList<>();
        try {
            for (Subject subject : subjects) {
                try {
                    contenders.add(opening.open(subject));
                } catch (Exception e) {
                    dropouts.add(new Dropout(subject.name(), subject.version(), e.toString()));
                }
            }
            Outcome outcome = sideBySide.run(contenders);
            dropouts.addAll(outcome.dropouts());
            return new Outcome(outcome.series(), dropouts);
        } finally {
            for (Contender contender : contenders) {
                contender.close();
            }
        }
    }
}
