package io.github.dkredis.internal.connection;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Tells operators about the outages of one connection: one WARN when it is lost, and one INFO when it is back. */
final class OutageLog {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis");

    private final String name;
    private final AtomicBoolean reported = new AtomicBoolean();

    /** The last error that Netty reported; it often precedes the report that the connection was closed. */
    private volatile @Nullable IOException lastError;

    /**
     * A log without an outage.
     *
     * @param name which of the client's connections it is
     */
    OutageLog(String name) {
        this.name = name;
    }

    /** Remembers an error as the likely cause of a loss that follows. */
    void caught(Throwable cause) {
        if (cause instanceof IOException e) {
            lastError = e;
        }
    }

    /** A connection was lost, or cannot be used fully. */
    void lost(String address, String why, @Nullable Throwable cause) {
        if (!reported.compareAndSet(false, true)) {
            return; // in the same outage
        }
        IOException error = cause instanceof IOException e ? e : lastError;
        LOG.log(
                System.Logger.Level.WARNING,
                () -> "the connection '" + name + "' to " + address + " was lost: " + why
                        + (error == null ? "" : " (" + error.getMessage() + ")") + "; reconnecting");
    }

    /** An attempt to connect has failed. It is reported if it was the first one: no loss precedes it. */
    void notConnected(@Nullable String why) {
        if (reported.compareAndSet(false, true)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    () -> "the connection '" + name + "' could not be opened; retrying. " + why);
        }
    }

    /** The first connection was made, after attempts that failed. */
    void firstConnected(String address, long nanos) {
        LOG.log(
                System.Logger.Level.INFO,
                () -> "the connection '" + name + "' to " + address + " was opened after "
                        + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms");
    }

    /** The connection is not needed any more: other servers have taken over. */
    void retired(String address) {
        if (reported.compareAndSet(true, false)) {
            LOG.log(
                    System.Logger.Level.INFO,
                    () -> "the connection '" + name + "' to " + address
                            + " is not needed any more, since other nodes of the cluster serve its keys");
        }
    }

    /** {@return whether this has ended an outage} */
    boolean connected(String address, long awayNanos) {
        lastError = null;
        boolean wasAway = reported.compareAndSet(true, false);
        if (wasAway) {
            LOG.log(
                    System.Logger.Level.INFO,
                    () -> "the connection '" + name + "' to " + address + " is back after "
                            + TimeUnit.NANOSECONDS.toMillis(awayNanos) + " ms");
        }
        return wasAway;
    }
}
