package io.github.dkredis.lock;

import io.github.dkredis.internal.connection.Client;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The clock of the server that has a key, translated to this machine's monotonic clock. It relies on the last exchange
 * only: the server read its clock after the request was sent. So a time of the server, translated to a local moment,
 * can be too early but never too late; and a local moment, translated to a time of the server, can be too late but
 * never too early.
 *
 * <p>In a cluster each node has a clock of its own. While a slot is being moved, a reply may come from the other node;
 * then these bounds hold as far as the clocks of both nodes agree.
 */
final class ServerClock {

    /** Whether the server is known to be the one that answered. */
    private enum Trust {
        SAME_CONNECTION,
        RECONNECTED
    }

    private record Exchange(long sentAtNanos, long serverMicros, Trust trust) {}

    private final Client client;

    /** The last exchange with each server. */
    private final ConcurrentMap<Object, Exchange> last = new ConcurrentHashMap<>();

    ServerClock(Client client) {
        this.client = client;
    }

    /** A request about a key that was sent at one moment was answered with the server's clock. */
    void exchanged(byte[] key, long sentAtNanos, long serverMicros) {
        last.put(client.serverOf(key), new Exchange(sentAtNanos, serverMicros, Trust.SAME_CONNECTION));
    }

    /**
     * After a reconnect the server may be another one, with another clock: leases are not computed from it any more.
     */
    void distrust() {
        last.replaceAll((server, known) -> new Exchange(known.sentAtNanos, known.serverMicros, Trust.RECONNECTED));
    }

    /**
     * The earliest moment of {@link System#nanoTime} at which the server's clock can have shown a time; empty if no
     * exchange with this server is known. The moment lies in the future if the server's clock was set forward since.
     */
    OptionalLong earliestLocal(byte[] key, long serverMicros) {
        Exchange known = last.get(client.serverOf(key));
        return known == null || known.trust == Trust.RECONNECTED
                ? OptionalLong.empty()
                : OptionalLong.of(known.sentAtNanos + (serverMicros - known.serverMicros) * 1_000);
    }

    /**
     * The latest time that the server's clock can show at a moment of {@link System#nanoTime}; empty if no exchange is
     * known. After a reconnect this is a guess: a request that it makes invalid is refused with the server's time, and
     * sent again.
     */
    OptionalLong latestServerMicros(byte[] key, long localNanos) {
        Exchange known = last.get(client.serverOf(key));
        return known == null
                ? OptionalLong.empty()
                : OptionalLong.of(known.serverMicros + (localNanos - known.sentAtNanos) / 1_000);
    }

    /**
     * Like {@link #latestServerMicros}; before the first exchange by the clock that was read when the connection was
     * made.
     */
    OptionalLong latestServerMicrosOrGreeting(byte[] key, long localNanos) {
        OptionalLong known = latestServerMicros(key, localNanos);
        if (known.isPresent()) {
            return known;
        }
        return client.serverTime(key)
                .map(read -> OptionalLong.of(read.serverMicros() + (localNanos - read.sentAtNanos()) / 1_000))
                .orElseGet(OptionalLong::empty);
    }
}
