package io.github.dkredis.chaos.history;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An interval of the machine's clock, which servers and workers share.
 *
 * @param beginMicros microseconds since 1970
 * @param endMicros the same; not before the begin
 */
public record Span(long beginMicros, long endMicros) {

    /** {@return the machine's clock in microseconds since 1970, as the servers of the same machine read it} */
    public static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /** {@return the interval from a moment until now} */
    public static Span since(long beginMicros) {
        return new Span(beginMicros, now());
    }

    /** {@return how long this interval is} */
    public Duration length() {
        return Duration.of(endMicros - beginMicros, ChronoUnit.MICROS);
    }

    boolean overlaps(Span other) {
        return beginMicros <= other.endMicros && other.beginMicros <= endMicros;
    }

    Span widenedBy(Duration before, Duration after) {
        return new Span(beginMicros - micros(before), endMicros + micros(after));
    }

    static long micros(Duration duration) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.EPOCH.plus(duration));
    }
}
