package io.github.dkredis.chaos.history;

import io.github.dkredis.chaos.history.Observation.Visit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.Collectors;

/**
 * There is one holder of a mutex, of a slot and of a fetch at a time, there are no more holders of a semaphore than
 * permits, and the fencing token of each later holder is greater. Only holders that still believed in their lease after
 * their visit count, because a lease is all that a lock can promise; fencing tokens never repeat at all.
 */
final class ExclusionRule implements Rule {

    private final Duration lease;
    private final int permits;

    ExclusionRule(Bounds bounds) {
        this.lease = bounds.lease();
        this.permits = bounds.permits();
    }

    @Override
    public List<Finding> check(History history) {
        List<Finding> found = new ArrayList<>();
        Map<String, List<Visit>> byPlace = history.all(Visit.class).stream()
                .collect(Collectors.groupingBy(visit -> visit.feature() + " " + visit.name() + " " + visit.slot()));
        byPlace.values().forEach(visits -> {
            checkRepeatedFences(visits, history, found);
            checkOrder(believed(visits), history, found);
        });
        Map<String, List<Visit>> bySemaphore = history.all(Visit.class).stream()
                .filter(visit -> visit.feature() == Feature.SEMAPHORE)
                .collect(Collectors.groupingBy(Visit::name));
        bySemaphore.values().forEach(visits -> checkSize(believed(visits), history, found));
        return found;
    }

    private static List<Visit> believed(List<Visit> visits) {
        return visits.stream()
                .filter(Visit::believed)
                .sorted(Comparator.comparingLong((Visit visit) -> visit.span().beginMicros()))
                .toList();
    }

    private void checkRepeatedFences(List<Visit> visits, History history, List<Finding> found) {
        Map<Long, Visit> byFence = new HashMap<>();
        for (Visit visit : visits) {
            Visit twin = visit.fence() == 0 ? null : byFence.put(visit.fence(), visit);
            if (twin != null) {
                found.add(finding(history, twin, visit, "the same fencing token twice"));
            }
        }
    }

    private void checkOrder(List<Visit> visits, History history, List<Finding> found) {
        Visit before = null;
        for (Visit visit : visits) {
            if (before != null && visit.span().beginMicros() < before.span().endMicros()) {
                found.add(finding(history, before, visit, "two holders at a time"));
            }
            if (before != null && visit.fence() < before.fence()) {
                found.add(finding(history, before, visit, "a smaller fencing token for the later holder"));
            }
            // the one that ends last: a long visit may overlap with several
            before = before == null || visit.span().endMicros() > before.span().endMicros() ? visit : before;
        }
    }

    private void checkSize(List<Visit> visits, History history, List<Finding> found) {
        PriorityQueue<Visit> inside = new PriorityQueue<>(
                Comparator.comparingLong((Visit visit) -> visit.span().endMicros()));
        for (Visit visit : visits) {
            while (!inside.isEmpty()
                    && inside.element().span().endMicros() <= visit.span().beginMicros()) {
                inside.remove();
            }
            inside.add(visit);
            if (inside.size() > permits) {
                found.add(finding(
                        history, inside.element(), visit, inside.size() + " holders of " + permits + " permits"));
            }
        }
    }

    /** A grant that a failover lost may stand beside its successor for as long as its lease. */
    private Finding finding(History history, Visit first, Visit second, String what) {
        Span both = new Span(
                Math.min(first.span().beginMicros(), second.span().beginMicros()),
                Math.max(first.span().endMicros(), second.span().endMicros()));
        String text = what + ": " + ObservationText.line(first) + " and " + ObservationText.line(second);
        return history.mayHaveLost(both.widenedBy(lease, Duration.ZERO))
                ? Finding.lost(first.feature(), text)
                : Finding.violation(first.feature(), text);
    }
}
