package io.github.dkredis.benchmarks.curves;

import io.github.dkredis.benchmarks.harness.Outcome;
import io.github.dkredis.benchmarks.harness.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** The points of a curve as a table: a row for each value of the axis, with the rates of both libraries. */
final class CurveTable {
    private static final String FIRST = "%14s";
    private static final String CELL = "%42s";

    private final Curve curve;
    private final int points;
    private final TreeMap<Integer, Outcome> outcomes = new TreeMap<>();

    CurveTable(Curve curve, int points) {
        this.curve = curve;
        this.points = points;
    }

    void add(int value, Outcome outcome) {
        outcomes.put(value, outcome);
    }

    boolean isEmpty() {
        return outcomes.isEmpty();
    }

    boolean isComplete() {
        return outcomes.size() == points;
    }

    /** {@return the rows, with the median, the slowest and the fastest window} */
    String text() {
        List<String> names = outcomes.values().stream()
                .flatMap(outcome -> outcome.series().stream())
                .map(Series::subject)
                .distinct()
                .toList();
        List<String> lines = new ArrayList<>();
        lines.add(curve.name() + " (" + curve.feature().unit() + " per second)");
        StringBuilder head = new StringBuilder(cell(FIRST, curve.axis().label()));
        names.forEach(name -> head.append(cell(CELL, name)));
        lines.add(head.toString());
        outcomes.forEach((value, outcome) -> {
            StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%,14d", value));
            names.forEach(name -> row.append(cell(CELL, rates(outcome, name))));
            lines.add(row.toString());
        });
        return String.join(System.lineSeparator(), lines);
    }

    private static String rates(Outcome outcome, String name) {
        return outcome.series().stream()
                .filter(series -> series.subject().equals(name))
                .map(Series::rate)
                .map(rate -> String.format(Locale.ROOT, "%,.0f [%,.0f..%,.0f]", rate.median(), rate.min(), rate.max()))
                .findFirst()
                .orElse("-");
    }

    private static String cell(String format, String text) {
        return String.format(Locale.ROOT, format, text);
    }
}
