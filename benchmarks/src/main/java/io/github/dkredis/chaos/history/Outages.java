package io.github.dkredis.chaos.history;

import io.github.dkredis.chaos.history.Observation.Call;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The longest time for which a feature did not succeed in a worker that ran. */
public final class Outages {

    private Outages() {}

    /** {@return the longest outage of each feature; time in which the worker itself did not run is left out} */
    public static Map<Feature, Duration> longest(History history) {
        Map<Feature, Long> longest = new EnumMap<>(Feature.class);
        Map<String, Long> lastSuccess = new HashMap<>();
        Map<String, List<Span>> stalls = new HashMap<>();
        for (Recorded<Call> recorded : history.recorded(Call.class)) {
            Call call = recorded.observation();
            if (call.outcome() == Outcome.OK) {
                long end = call.span().endMicros();
                Long before = lastSuccess.put(recorded.process() + call.feature(), end);
                if (before != null && end - before > longest.getOrDefault(call.feature(), 0L)) {
                    List<Span> own = stalls.computeIfAbsent(recorded.process(), history::stallsOf);
                    longest.merge(call.feature(), running(new Span(before, end), own), Math::max);
                }
            }
        }
        Map<Feature, Duration> durations = new EnumMap<>(Feature.class);
        longest.forEach((feature, micros) -> durations.put(feature, Duration.of(micros, ChronoUnit.MICROS)));
        return durations;
    }

    private static long running(Span span, List<Span> stalls) {
        long stalled = stalls.stream()
                .filter(span::overlaps)
                .mapToLong(stall -> Math.min(stall.endMicros(), span.endMicros())
                        - Math.max(stall.beginMicros(), span.beginMicros()))
                .sum();
        return span.endMicros() - span.beginMicros() - stalled;
    }
}
