package io.github.dkredis.benchmarks.guard;

import io.github.dkredis.benchmarks.guard.Figures.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The comparison of what was counted with what is expected. More than allowed is a failure, and so is an operation that
 * only one side has. Less is welcome, and is said, since a new expectation would keep it.
 */
public record Verdict(List<Row> rows) {

    /** A share by which a count has to be lower to be mentioned. */
    private static final double WORTH_MENTIONING = 0.9;

    public Verdict {
        rows = List.copyOf(rows);
    }

    /** One figure, as expected and as counted; null where a side does not have it. */
    record Row(
            String operation,
            Kind kind,
            @Nullable Double expected,
            @Nullable Double found) {

        boolean isFailure() {
            return expected == null || found == null || found > kind.limit(expected);
        }

        boolean isBetter() {
            return expected != null && found != null && found < expected * WORTH_MENTIONING;
        }

        private String remark() {
            if (expected == null) {
                return "<-- not in the file";
            } else if (found == null) {
                return "<-- was not counted";
            } else if (isFailure()) {
                return "<-- at most " + Figures.text(kind.limit(expected));
            }
            return isBetter() ? "better" : "";
        }

        private String line() {
            return String.format(
                            Locale.ROOT,
                            "  %-28s %-9s %10s %10s  %s",
                            operation,
                            kind.label(),
                            expected == null ? "-" : Figures.text(expected),
                            found == null ? "-" : Figures.text(found),
                            remark())
                    .stripTrailing();
        }
    }

    /** {@return the comparison} */
    public static Verdict of(Figures expected, Figures found) {
        Set<String> operations = new TreeSet<>(expected.byOperation().keySet());
        operations.addAll(found.byOperation().keySet());
        List<Row> rows = new ArrayList<>();
        for (String operation : operations) {
            Map<Kind, Double> before = expected.byOperation().getOrDefault(operation, Map.of());
            Map<Kind, Double> now = found.byOperation().getOrDefault(operation, Map.of());
            Set<Kind> kinds = new TreeSet<>(before.keySet());
            kinds.addAll(now.keySet());
            kinds.forEach(kind -> rows.add(new Row(operation, kind, before.get(kind), now.get(kind))));
        }
        return new Verdict(rows);
    }

    /** {@return whether nothing is worse than expected} */
    public boolean isGood() {
        return rows.stream().noneMatch(Row::isFailure);
    }

    /** {@return a table of all figures, and a sentence} */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "  %-28s %-9s %10s %10s", "operation", "figure", "expected", "found"));
        rows.forEach(row -> lines.add(row.line()));
        long failures = rows.stream().filter(Row::isFailure).count();
        long better = rows.stream().filter(Row::isBetter).count();
        lines.add(
                failures == 0
                        ? "guard: all " + rows.size() + " figures are as expected"
                                + (better == 0
                                        ? ""
                                        : ", " + better + " of them better (./bench --guard --update keeps that)")
                        : "guard: " + failures + " of " + rows.size()
                                + " figures are not as expected; if that is meant: ./bench --guard --update");
        return lines;
    }
}
