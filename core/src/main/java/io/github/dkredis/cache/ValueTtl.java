package io.github.dkredis.cache;

import io.github.dkredis.internal.Durations;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;

/** The TTL that values of a type tell themselves. */
record ValueTtl<T>(Class<T> type, Function<? super T, Duration> ttl) {

    ValueTtl {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(ttl, "ttl");
    }

    /**
     * The TTL of a value in milliseconds; 0 if it has expired.
     *
     * @throws IllegalArgumentException if it is out of bounds
     */
    long millis(Object value) {
        Duration told = Objects.requireNonNull(ttl.apply(type.cast(value)), "the TTL of a value");
        if (told.isNegative() || told.isZero()) {
            return 0;
        }
        return told.compareTo(Duration.ofMillis(1)) < 0 ? 1 : Durations.millis("the TTL of a value", told);
    }
}
