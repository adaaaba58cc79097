package io.github.dkredis.lock;

import org.jspecify.annotations.Nullable;

/**
 * The server's clock against this machine's monotonic one, from the last exchange: the server read its clock after the
 * request was sent.
 */
final class ServerClock {

    private record Exchange(long sentAtNanos, long serverMicros) {}

    private volatile @Nullable Exchange last;

    void exchanged(long sentAtNanos, long serverMicros) {
        last = new Exchange(sentAtNanos, serverMicros);
    }

    void forget() {
        last = null;
    }

    /**
     * The earliest local time at which the server's clock can have shown this; in the future, which cannot be, if there was no
     * exchange or the server's clock was set forward.
     */
    long earliestLocal(long serverMicros) {
        Exchange known = last;
        return known == null
                ? System.nanoTime() + Long.MAX_VALUE / 4
                : known.sentAtNanos + (serverMicros - known.serverMicros) * 1_000;
    }
}
