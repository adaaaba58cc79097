package io.github.dkredis.limit;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the script decided for one caller.
 *
 * @param denied the resource that is denied the longest; empty if the permits were taken
 * @param waitMicros until the resource is not denied any more, or the permits that were taken may be used
 * @param remaining the permits left at the tightest resource
 * @param sentAtNanos when the request was sent
 * @param decidedAtMicros when the server decided, on its clock; 0 if that was not asked for
 */
record LimitReply(
        Optional<LimitedResource> denied, long waitMicros, long remaining, long sentAtNanos, long decidedAtMicros) {

    /** {@return when the wait of a denied resource is over} It counts from before the request, so it is never late. */
    long deniedUntilNanos() {
        return sentAtNanos + TimeUnit.MICROSECONDS.toNanos(waitMicros);
    }

    /** {@return the wait from the moment at which the server decided} */
    Duration waitTime() {
        return Duration.of(waitMicros, ChronoUnit.MICROS);
    }
}
