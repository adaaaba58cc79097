package io.github.dkredis.lock;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The server's clock, translated to this machine's monotonic clock. It relies on the last exchange only: the server
 * read its clock after the request was sent, so the translation can be too early but never too late.
 */
final class ServerClock {

    private record Exchange(long sentAtNanos, long serverMicros) {}

    private volatile @Nullable Exchange last;

    /** A request that was sent at one moment was answered with the server's clock. */
    void exchanged(long sentAtNanos, long serverMicros) {
        last = new Exchange(sentAtNanos, serverMicros);
    }

    /** Drops the last exchange: after a reconnect the server may be another one, with another clock. */
    void forget() {
        last = null;
    }

    /**
     * The earliest moment of {@link System#nanoTime} at which the server's clock can have shown a time; empty if no
     * exchange is known. The moment lies in the future if the server's clock was set forward since.
     */
    OptionalLong earliestLocal(long serverMicros) {
        Exchange known = last;
        return known == null
                ? OptionalLong.empty()
                : OptionalLong.of(known.sentAtNanos + (serverMicros - known.serverMicros) * 1_000);
    }
}
