package io.github.dkredis.chaos;

import io.github.dkredis.chaos.history.Feature;
import io.github.dkredis.chaos.history.Finding;
import io.github.dkredis.chaos.history.Finding.Verdict;
import io.github.dkredis.chaos.history.History;
import io.github.dkredis.chaos.history.Observation.Call;
import io.github.dkredis.chaos.history.Observation.FaultEnded;
import io.github.dkredis.chaos.history.Outages;
import io.github.dkredis.chaos.history.Outcome;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Prints what came out of a run. */
record ChaosReport(History history, List<Finding> findings) {

    /** How many violations of a feature are printed; the histories have them all. */
    private static final int SENTENCES = 8;

    private static final String ROW = "%-14s %9s %9s %9s %15s %9s %11s%n";

    void print(PrintWriter out) {
        printFaults(out);
        printFeatures(out);
        for (Feature feature : Feature.values()) {
            findings.stream()
                    .filter(finding -> finding.verdict() == Verdict.VIOLATION && finding.feature() == feature)
                    .limit(SENTENCES)
                    .forEach(finding -> out.println("VIOLATION " + feature.label() + ": " + finding.text()));
        }
        out.println(violations() == 0 ? "no violation" : violations() + " violations");
        out.flush();
    }

    /** {@return how often a promise was broken} */
    long violations() {
        return findings.stream()
                .filter(finding -> finding.verdict() == Verdict.VIOLATION)
                .count();
    }

    private void printFaults(PrintWriter out) {
        Map<String, List<FaultEnded>> byKind = history.all(FaultEnded.class).stream()
                .collect(Collectors.groupingBy(FaultEnded::kind, TreeMap::new, Collectors.toList()));
        out.printf("%-18s %7s %14s%n", "fault", "times", "in total");
        byKind.forEach((kind, faults) -> {
            Duration total = faults.stream().map(fault -> fault.span().length()).reduce(Duration.ZERO, Duration::plus);
            out.printf(
                    "%-18s %7d %14s%n", kind.toLowerCase(Locale.ROOT).replace('_', ' '), faults.size(), seconds(total));
        });
        out.println();
    }

    private void printFeatures(PrintWriter out) {
        Map<Feature, Map<Outcome, Long>> calls = history.all(Call.class).stream()
                .collect(Collectors.groupingBy(
                        Call::feature, Collectors.groupingBy(Call::outcome, Collectors.counting())));
        Map<Feature, Duration> outages = Outages.longest(history);
        out.printf(ROW, "feature", "ok", "failed", "unknown", "longest outage", "lost", "violations");
        for (Feature feature : Feature.values()) {
            Map<Outcome, Long> outcomes = calls.getOrDefault(feature, Map.of());
            out.printf(
                    ROW,
                    feature.label(),
                    outcomes.getOrDefault(Outcome.OK, 0L),
                    outcomes.getOrDefault(Outcome.FAILED, 0L),
                    outcomes.getOrDefault(Outcome.UNKNOWN, 0L),
                    seconds(outages.getOrDefault(feature, Duration.ZERO)),
                    count(feature, Verdict.LOST_BY_FAILOVER),
                    count(feature, Verdict.VIOLATION));
        }
        out.println();
    }

    private long count(Feature feature, Verdict verdict) {
        return findings.stream()
                .filter(finding -> finding.verdict() == verdict && finding.feature() == feature)
                .count();
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3);
    }
}
