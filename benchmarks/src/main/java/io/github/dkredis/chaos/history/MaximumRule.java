package io.github.dkredis.chaos.history;

import io.github.dkredis.chaos.history.Observation.Maximum;
import io.github.dkredis.chaos.history.Observation.Stored;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An answer of {@code setMax} is never below its own value, nor below what was answered before it was asked; the key
 * holds no less at the end.
 */
final class MaximumRule implements Rule {

    @Override
    public List<Finding> check(History history) {
        List<Finding> found = new ArrayList<>();
        Map<String, List<Maximum>> byKey =
                history.all(Maximum.class).stream().collect(Collectors.groupingBy(Maximum::key));
        Map<String, String> stored = history.all(Stored.class).stream()
                .collect(Collectors.toMap(Stored::key, Stored::content, (one, other) -> other));
        byKey.forEach((key, answers) -> {
            checkAnswers(key, answers, history, found);
            Maximum greatest = answers.stream()
                    .max(Comparator.comparingLong(Maximum::result))
                    .orElseThrow();
            long end = Long.parseLong(stored.getOrDefault(key, "0"));
            if (end < greatest.result()) {
                found.add(finding(
                        history,
                        greatest.span(),
                        key + " is " + end + ", but " + greatest.result() + " was acknowledged"));
            }
        });
        return found;
    }

    private static void checkAnswers(String key, List<Maximum> answers, History history, List<Finding> found) {
        List<Maximum> byEnd = answers.stream()
                .sorted(Comparator.comparingLong(
                        (Maximum answer) -> answer.span().endMicros()))
                .toList();
        List<Maximum> byBegin = answers.stream()
                .sorted(Comparator.comparingLong(
                        (Maximum answer) -> answer.span().beginMicros()))
                .toList();
        Maximum floor = null;
        int next = 0;
        for (Maximum answer : byBegin) {
            while (next < byEnd.size()
                    && byEnd.get(next).span().endMicros() < answer.span().beginMicros()) {
                Maximum ended = byEnd.get(next++);
                floor = floor == null || ended.result() > floor.result() ? ended : floor;
            }
            if (answer.result() < answer.value()) {
                found.add(Finding.violation(
                        Feature.MAXIMUM, "setMax(" + key + ", " + answer.value() + ") answered " + answer.result()));
            } else if (floor != null && answer.result() < floor.result()) {
                found.add(finding(
                        history,
                        new Span(floor.span().beginMicros(), answer.span().endMicros()),
                        "setMax of " + key + " answered " + answer.result() + " after " + floor.result()));
            }
        }
    }

    private static Finding finding(History history, Span span, String text) {
        return history.mayHaveLost(span)
                ? Finding.lost(Feature.MAXIMUM, text)
                : Finding.violation(Feature.MAXIMUM, text);
    }
}
