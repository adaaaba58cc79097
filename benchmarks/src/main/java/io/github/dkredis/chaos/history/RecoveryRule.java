package io.github.dkredis.chaos.history;

import io.github.dkredis.chaos.history.Observation.Call;
import io.github.dkredis.chaos.history.Observation.FaultEnded;
import io.github.dkredis.chaos.history.Observation.Life;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Every feature of every worker that survived succeeds again within the bound after the last fault, or after the
 * worker's begin.
 */
final class RecoveryRule implements Rule {

    private final Duration bound;

    RecoveryRule(Bounds bounds) {
        this.bound = bounds.recovery();
    }

    @Override
    public List<Finding> check(History history) {
        long lastFault = history.all(FaultEnded.class).stream()
                .mapToLong(fault -> fault.span().endMicros())
                .max()
                .orElse(0);
        List<Finding> found = new ArrayList<>();
        for (Life life : history.all(Life.class)) {
            if (life.survived()) {
                long from = Math.max(lastFault, beginOf(history, life));
                Set<Feature> recovered = recovered(history, life.worker(), from);
                for (Feature feature : Feature.values()) {
                    if (!recovered.contains(feature)) {
                        found.add(Finding.violation(
                                feature,
                                life.worker() + " did not succeed within " + bound.toSeconds()
                                        + " s after the last fault"));
                    }
                }
            }
        }
        return found;
    }

    /** A process may take long to start, so its begin is that of its first operation. */
    private static long beginOf(History history, Life life) {
        return history.recorded(Call.class).stream()
                .filter(call -> call.process().equals(life.worker()))
                .mapToLong(call -> call.observation().span().beginMicros())
                .min()
                .orElse(life.span().beginMicros());
    }

    private Set<Feature> recovered(History history, String worker, long from) {
        return history.recorded(Call.class).stream()
                .filter(call -> call.process().equals(worker))
                .map(Recorded::observation)
                .filter(call -> call.outcome() == Outcome.OK)
                .filter(call -> call.span().endMicros() >= from && call.span().endMicros() <= from + Span.micros(bound))
                .map(Call::feature)
                .collect(Collectors.toSet());
    }
}
