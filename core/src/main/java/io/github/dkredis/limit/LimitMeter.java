package io.github.dkredis.limit;

import io.github.dkredis.DkRedisMetrics.LimitDecision;
import io.github.dkredis.DkRedisMetrics.LimitKind;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.connection.Measurements;
import java.util.function.Predicate;

/** Measures the decisions of limits. */
final class LimitMeter {

    private LimitMeter() {}

    /**
     * The same operation, measured if anything is.
     *
     * @param <D> the decision
     */
    static <D> Operation<D> measured(
            Measurements measurements, LimitKind limit, Operation<D> deciding, Predicate<? super D> isAllowed) {
        return measurements.isOn()
                ? deciding.map(decision -> {
                    LimitDecision made = isAllowed.test(decision) ? LimitDecision.ALLOWED : LimitDecision.DENIED;
                    measurements.tell(to -> to.limitDecided(limit, made));
                    return decision;
                })
                : deciding;
    }
}
