package io.github.dkredis.benchmarks.harness;

import io.github.dkredis.benchmarks.harness.Outcome.Dropout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Measures contenders in one run: all warm up, all warm up again, then rounds of one window each follow, in the order A
 * B C, C B A, A B C and so on. Whatever drifts during the run (the JIT, other work on the machine) then affects all
 * contenders alike, and windows of one round can be compared as pairs.
 *
 * @param warmUps passes whose results are discarded
 * @param rounds windows of each contender
 */
public record SideBySide(int warmUps, int rounds) {

    /** Opens a subject for measuring. */
    @FunctionalInterface
    public interface ContenderFactory {
        Contender open(Subject subject) throws Exception;
    }

    public SideBySide {
        if (warmUps < 0 || rounds < 1) {
            throw new IllegalArgumentException("warmUps must be >= 0 and rounds >= 1: " + warmUps + ", " + rounds);
        }
    }

    /** Opens subjects, measures them and closes them. A subject that cannot be opened becomes a dropout. */
    public Outcome run(List<Subject> subjects, ContenderFactory factory) throws Exception {
        List<Contender> contenders = new ArrayList<>();
        List<Dropout> dropouts = new ArrayList<>();
        try {
            for (Subject subject : subjects) {
                try {
                    contenders.add(factory.open(subject));
                } catch (Exception e) {
                    dropouts.add(new Dropout(subject.name(), subject.version(), e.toString()));
                }
            }
            Outcome outcome = run(contenders);
            dropouts.addAll(outcome.dropouts());
            return new Outcome(outcome.series(), dropouts);
        } finally {
            for (Contender contender : contenders) {
                contender.close();
            }
        }
    }

    /** Measures contenders, and continues without one that fails. The caller closes them. */
    public Outcome run(List<? extends Contender> contenders) throws InterruptedException {
        Progress progress = new Progress(contenders);
        for (int pass = 0; pass < warmUps; pass++) {
            for (Contender contender : contenders) {
                progress.take(contender, Contender::warmUp);
            }
        }
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < contenders.size(); i++) {
                Contender next = contenders.get(round % 2 == 0 ? i : contenders.size() - 1 - i);
                progress.take(next, contender -> progress.samples(contender).add(contender.measure()));
            }
        }
        return progress.outcome();
    }

    /** The samples of the contenders that have not failed so far, and the ones that have. */
    private record Progress(Map<Contender, List<Sample>> samples, List<Dropout> dropouts) {
        Progress(List<? extends Contender> contenders) {
            this(new LinkedHashMap<>(), new ArrayList<>());
            contenders.forEach(contender -> samples.put(contender, new ArrayList<>()));
        }

        List<Sample> samples(Contender contender) {
            return Objects.requireNonNull(samples.get(contender));
        }

        void take(Contender contender, Step step) throws InterruptedException {
            if (!samples.containsKey(contender)) {
                return;
            }
            try {
                step.run(contender);
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                samples.remove(contender);
                dropouts.add(new Dropout(contender.subject(), contender.version(), e.toString()));
            }
        }

        Outcome outcome() {
            List<Series> series = new ArrayList<>();
            samples.forEach((contender, all) -> series.add(new Series(contender.subject(), contender.version(), all)));
            return new Outcome(series, dropouts);
        }
    }

    @FunctionalInterface
    private interface Step {
        void run(Contender contender) throws Exception;
    }
}
