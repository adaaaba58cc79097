package io.github.dkredis.limit;

import java.util.concurrent.TimeUnit;

/**
 * What a caller asks for.
 *
 * @param cost the number of permits
 * @param untilNanos the moment of {@link System#nanoTime} until which the caller is ready to wait for them
 */
record PermitRequest(long cost, long untilNanos) {

    /** {@return for how much longer the caller is ready to wait} */
    long patienceMicros(long nowNanos) {
        return Math.max(0, TimeUnit.NANOSECONDS.toMicros(untilNanos - nowNanos));
    }
}
