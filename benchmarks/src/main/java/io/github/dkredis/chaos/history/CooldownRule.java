package io.github.dkredis.chaos.history;

import io.github.dkredis.chaos.history.Observation.Admitted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Between two starts of a cooldown of one resource lies at least its period. */
final class CooldownRule implements Rule {

    private final Duration period;

    CooldownRule(Bounds bounds) {
        this.period = bounds.cooldown();
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
        Span before = null;
        List<Span> inOrder = starts.stream()
                .map(Admitted::span)
                .sorted(Comparator.comparingLong(Span::endMicros))
                .toList();
        for (Span start : inOrder) {
            // at the earliest at the begin of the first call, at the latest at the end of the second
            if (before != null && start.endMicros() - before.beginMicros() < Span.micros(period) - 1_000) {
                Span both = new Span(before.beginMicros(), start.endMicros());
                String text = "cooldown of " + resource + " started twice within "
                        + both.length().toMillis() + " ms, at " + before.beginMicros();
                found.add(
                        history.mayHaveLost(both)
                                ? Finding.lost(Feature.COOLDOWN, text)
                                : Finding.violation(Feature.COOLDOWN, text));
            }
            before = start;
        }
    }
}
