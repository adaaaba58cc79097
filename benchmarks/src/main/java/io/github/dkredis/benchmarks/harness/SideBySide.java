package io.github.dkredis.benchmarks.harness;

import io.github.dkredis.benchmarks.harness.Outcome.Dropout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Measures contenders in one run: all warm up, all again, then rounds of windows, A B C, C B A, A B C and so on, so that
 * what drifts (the JIT, the machine's other work) meets all alike. Windows of one round are compared as pairs.
 *
 * @param warmUps passes whose figures are thrown away
 * @param rounds windows of each contender
 */
public record SideBySide(int warmUps, int rounds) {

    public SideBySide {
        if (warmUps < 0 || rounds < 1) {
            throw new IllegalArgumentException("warmUps must be >= 0 and rounds >= 1: " + warmUps + ", " + rounds);
        }
    }

    /** Measures them, and goes on without one that fails; closing them is the caller's. */
    public Outcome run(List<? extends Contender> contenders) throws InterruptedException {
        Course course = new Course(contenders);
        for (int pass = 0; pass < warmUps; pass++) {
            for (Contender contender : contenders) {
                course.turn(contender, Contender::warmUp);
            }
        }
        for (int round = 0; round < rounds; round++) {
            for (int context = 0; context < contenders.size(); context++) {
                Contender next = contenders.get(round % 2 == 0 ? context : contenders.size() - 1 - context);
                course.turn(next, contender -> course.samples(contender).add(contender.measure()));
            }
        }
        return course.outcome();
    }

    /** Who has come how far. */
    private record Course(Map<Contender, List<Sample>> samples, List<Dropout> dropouts) {
        Course(List<? extends Contender> contenders) {
            this(new LinkedHashMap<>(), new ArrayList<>());
            contenders.forEach(contender -> samples.put(contender, new ArrayList<>()));
        }

        List<Sample> samples(Contender contender) {
            return Objects.requireNonNull(samples.get(contender));
        }

        void turn(Contender contender, Turn turn) throws InterruptedException {
            if (!samples.containsKey(contender)) {
                return;
            }
            try {
                turn.take(contender);
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
    private interface Turn {
        void take(Contender contender) throws Exception;
    }
}
