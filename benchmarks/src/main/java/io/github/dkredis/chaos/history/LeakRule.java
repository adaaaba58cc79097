package io.github.dkredis.chaos.history;

import io.github.dkredis.chaos.history.Observation.Connections;
import io.github.dkredis.chaos.history.Observation.Health;
import io.github.dkredis.chaos.history.Observation.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A worker that survived has no more threads, connections and live heap at the end than the bounds allow. */
final class LeakRule implements Rule {

    private final Bounds bounds;

    LeakRule(Bounds bounds) {
        this.bounds = bounds;
    }

    @Override
    public List<Finding> check(History history) {
        List<Finding> found = new ArrayList<>();
        for (Connections connections : history.all(Connections.class)) {
            if (connections.count() > bounds.connections()) {
                found.add(Finding.violation(
                        Feature.VALUE,
                        connections.worker() + " has " + connections.count() + " connections to "
                                + connections.server()));
            }
        }
        Map<String, Health> baselines = new HashMap<>();
        for (Recorded<Health> recorded : history.recorded(Health.class)) {
            Health health = recorded.observation();
            if (health.phase() == Phase.BASELINE) {
                baselines.putIfAbsent(recorded.process(), health);
            } else if (baselines.containsKey(recorded.process())) {
                compare(recorded.process(), baselines.get(recorded.process()), health, found);
            }
        }
        return found;
    }

    private void compare(String worker, Health baseline, Health end, List<Finding> found) {
        if (end.threads() > baseline.threads() + bounds.extraThreads()) {
            found.add(Finding.violation(
                    Feature.VALUE, worker + " has " + end.threads() + " threads after " + baseline.threads()));
        }
        if (end.heapBytes() > baseline.heapBytes() + bounds.extraHeapBytes()) {
            found.add(Finding.violation(
                    Feature.VALUE,
                    worker + " has " + (end.heapBytes() >> 10) + " KiB of live heap after "
                            + (baseline.heapBytes() >> 10)));
        }
    }
}
