package io.github.dkredis.micrometer;

import io.github.dkredis.DkRedisMetrics.Scope;
import io.github.dkredis.DkRedisMetrics.Span;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/** A span of the library as an observation of Micrometer. */
record ObservedSpan(Observation observation) implements Span {

    /** Starts an observation; its parent is the one that the calling thread works on. */
    static ObservedSpan start(Observation observation) {
        // Every observation of one name needs the same keys, and the outcome is known later.
        return new ObservedSpan(
                observation.lowCardinalityKeyValue("outcome", "unknown").start());
    }

    @Override
    public Scope enter() {
        Observation.Scope scope = observation.openScope();
        return scope::close;
    }

    @Override
    public void ended(String outcome, @Nullable Throwable failure) {
        observation.lowCardinalityKeyValue("outcome", outcome);
        if (failure != null) {
            observation.error(failure);
        }
        observation.stop();
    }
}
