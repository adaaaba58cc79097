package io.github.dkredis.chaos.history;

import io.github.dkredis.chaos.history.Bounds.Limit;
import io.github.dkredis.chaos.history.Observation.Admitted;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * In no interval more callers were admitted than the burst and the rate allow. A caller was admitted at some moment of
 * its call, so only calls that lie in the interval as a whole count.
 */
final class RateLimitRule implements Rule {

    /** Intervals up to this length are checked; a rate that is exceeded for longer is exceeded in one of them. */
    private static final long WINDOW_MICROS = 5_000_000;

    private final Limit limit;

    RateLimitRule(Bounds bounds) {
        this.limit = bounds.limit();
    }

    @Override
    public List<Finding> check(History history) {
        List<Finding> found = new ArrayList<>();
        history.all(Admitted.class).stream()
                .filter(admitted -> admitted.feature() == Feature.RATE_LIMIT)
                .collect(Collectors.groupingBy(Admitted::resource))
                .forEach((resource, admitted) -> check(resource, admitted, history, found));
        return found;
    }

    private void check(String resource, List<Admitted> admitted, History history, List<Finding> found) {
        List<Span> byBegin = admitted.stream()
                .map(Admitted::span)
                .sorted(Comparator.comparingLong(Span::beginMicros))
                .toList();
        for (int first = 0; first < byBegin.size(); first++) {
            long from = byBegin.get(first).beginMicros();
            List<Long> ends = new ArrayList<>();
            for (int i = first; i < byBegin.size() && byBegin.get(i).beginMicros() < from + WINDOW_MICROS; i++) {
                ends.add(byBegin.get(i).endMicros());
            }
            ends.sort(null);
            for (int count = 1; count <= ends.size(); count++) {
                Span interval = new Span(from, ends.get(count - 1));
                if (count > allowed(interval)) {
                    String text = resource + ": " + count + " callers in "
                            + interval.length().toMillis() + " ms from " + from + ", allowed are " + allowed(interval);
                    found.add(
                            history.mayHaveLost(interval)
                                    ? Finding.lost(Feature.RATE_LIMIT, text)
                                    : Finding.violation(Feature.RATE_LIMIT, text));
                    return; // the same excess would be found from every later caller
                }
            }
        }
    }

    private long allowed(Span interval) {
        double periods = (double) (interval.endMicros() - interval.beginMicros()) / Span.micros(limit.period());
        return limit.burst() + (long) Math.ceil(periods * limit.permits());
    }
}
