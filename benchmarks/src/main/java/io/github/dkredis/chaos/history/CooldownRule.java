package io.github.dkredis.chaos.history;

import io.github.dkredis.chaos.history.Observation.Admitted;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Between two starts of a cooldown of one resource lies at least its period. */
final class CooldownRule implements Rule {

    /** A TTL ends with a millisecond. */
    private static final long CLOCK_STEP_MICROS = 1_000;

    private final long micros;

    CooldownRule(Bounds bounds) {
        this.micros = Span.micros(bounds.cooldown());
    }

    @Override
    public List<Finding> check(History history) {
        List<Finding> found = new ArrayList<>();
        history.all(Admitted.class).stream()
                .filter(admitted -> admitted.feature() == Feature.COOLDOWN)
                .collect(Collectors.groupingBy(Admitted::resource))
                .forEach((resource, starts) -> check(resource, starts, history, found));
        return found;
    }

    private void check(String resource, List<Admitted> starts, History history, List<Finding> found) {
        List<Span> byBegin = starts.stream()
                .map(Admitted::span)
                .sorted(Comparator.comparingLong(Span::beginMicros))
                .toList();
        for (int i = 0; i < byBegin.size(); i++) {
            for (int j = i + 1;
                    j < byBegin.size()
                            && byBegin.get(j).beginMicros() <= byBegin.get(i).endMicros() + micros;
                    j++) {
                if (mostBetween(byBegin.get(i), byBegin.get(j)) < micros - CLOCK_STEP_MICROS) {
                    found.add(finding(resource, byBegin.get(i), byBegin.get(j), history));
                }
            }
        }
    }

    /** {@return the most that can lie between two starts, each of which was at some moment of its call} */
    private static long mostBetween(Span first, Span second) {
        return Math.max(second.endMicros() - first.beginMicros(), first.endMicros() - second.beginMicros());
    }

    private static Finding finding(String resource, Span first, Span second, History history) {
        Span both = new Span(first.beginMicros(), Math.max(first.endMicros(), second.endMicros()));
        String text = "cooldown of " + resource + " started twice within " + mostBetween(first, second) / 1_000
                + " ms, at " + first.beginMicros();
        return history.mayHaveLost(both)
                ? Finding.lost(Feature.COOLDOWN, text)
                : Finding.violation(Feature.COOLDOWN, text);
    }
}
