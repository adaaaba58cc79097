package io.github.dkredis.lock;

import io.github.dkredis.internal.connection.Client;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The server's clock, translated to this machine's monotonic clock. It relies on the last exchange only: the server
 * read its clock after the request was sent. So a time of the server, translated to a local moment, can be too early
 * but never too late; and a local moment, translated to a time of the server, can be too late but never too early.
 */
final class ServerClock {

    /** Whether the server is known to be the one that answered. */
    private enum Trust {
        SAME_CONNECTION,
        RECONNECTED
    }

    private record Exchange(long sentAtNanos, long serverMicros, Trust trust) {}

    private volatile @Nullable Exchange last;

    /** A request that was sent at one moment was answered with the server's clock. */
    void exchanged(long sentAtNanos, long serverMicros) {
        last = new Exchange(sentAtNanos, serverMicros, Trust.SAME_CONNECTION);
    }

    /**
     * After a reconnect the server may be another one, with another clock: leases are not computed from it any more.
     */
    void distrust() {
        Exchange known = last;
        if (known != null) {
            last = new Exchange(known.sentAtNanos, known.serverMicros, Trust.RECONNECTED);
        }
    }

    /**
     * The earliest moment of {@link System#nanoTime} at which the server's clock can have shown a time; empty if no
     * exchange with this server is known. The moment lies in the future if the server's clock was set forward since.
     */
    OptionalLong earliestLocal(long serverMicros) {
        Exchange known = last;
        return known == null || known.trust == Trust.RECONNECTED
                ? OptionalLong.empty()
                : OptionalLong.of(known.sentAtNanos + (serverMicros - known.serverMicros) * 1_000);
    }

    /**
     * The latest time that the server's clock can show at a moment of {@link System#nanoTime}; empty if no exchange is
     * known. After a reconnect this is a guess: a request that it makes invalid is refused with the server's time, and
     * sent again.
     */
    OptionalLong latestServerMicros(long localNanos) {
        Exchange known = last;
        return known == null
                ? OptionalLong.empty()
                : OptionalLong.of(known.serverMicros + (localNanos - known.sentAtNanos) / 1_000);
    }

    /**
     * Like {@link #latestServerMicros(long)}; before the first exchange by the clock that was read when the connection
     * was made.
     */
    OptionalLong latestServerMicros(long localNanos, Client client) {
        OptionalLong known = latestServerMicros(localNanos);
        if (known.isPresent()) {
            return known;
        }
        return client.serverTime()
                .map(read -> OptionalLong.of(read.serverMicros() + (localNanos - read.sentAtNanos()) / 1_000))
                .orElseGet(OptionalLong::empty);
    }
}
