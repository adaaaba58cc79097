package io.github.dkredis.atomic;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The callers whose changes one write combines, in the order in which they came.
 *
 * @param base the value that the first function is given; null if the key is missing
 * @param baseNumber the callers with this number or a smaller one had called before that value was read
 */
record CombinedBatch(List<CombinedCaller<?>> callers, byte @Nullable [] base, long baseNumber) {

    /**
     * Applies the functions one after the other. An interrupt of the leader is hidden from the functions of others.
     *
     * @param leader the caller on whose thread this runs
     * @param writers is given the callers whose functions did not throw
     * @return the value to write, or null if all functions threw
     */
    byte @Nullable [] apply(FunctionScope scope, CombinedCaller<?> leader, List<CombinedCaller<?>> writers) {
        byte[] value = null;
        boolean interrupted = false;
        for (CombinedCaller<?> caller : callers) {
            if (caller != leader) {
                interrupted |= Thread.interrupted();
            } else if (interrupted) {
                Thread.currentThread().interrupt();
            }
            byte[] changed = caller.apply(scope, writers.isEmpty() ? base : value);
            if (changed != null) {
                value = changed;
                writers.add(caller);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return value;
    }
}
