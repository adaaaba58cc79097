package io.github.dkredis.cache;

import java.util.Objects;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The bound on the total weight of a near cache, and what each value weighs. */
record NearWeight<T>(long max, Class<T> type, ToIntFunction<? super T> weigher) {

    /** The weight of null, of values of other types, and of entries whose value has not been decoded yet. */
    static final int OTHER = 1;

    NearWeight {
        if (max < 1) {
            throw new IllegalArgumentException("a near cache's greatest weight must be positive, and was " + max);
        }
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(weigher, "weigher");
    }

    /**
     * The weight of a value.
     *
     * @throws IllegalArgumentException if the weigher returned a negative number
     */
    int of(@Nullable Object value) {
        if (!type.isInstance(value)) {
            return OTHER;
        }
        int weight = weigher.applyAsInt(type.cast(value));
        if (weight < 0) {
            throw new IllegalArgumentException("the weigher of a near cache must not return a negative weight, and"
                    + " returned " + weight + " for a value of " + type.getName());
        }
        return weight;
    }
}
