package io.github.dkredis;

import org.jspecify.annotations.Nullable;

/**
 * Redis could not be asked, or could not do it now: the command did not run, or running it again is harmless. {@link
 * #reason()} says why, the message what to do.
 */
public final class RedisUnavailableException extends DkRedisException {

    private static final long serialVersionUID = 1L;

    /** Why there is no answer. */
    private final Reason reason;

    /**
     * A failure to reach or use the server.
     *
     * @param reason why
     * @param message the operation, the address or key, and what to do
     * @param cause what the network or the server said, or null
     */
    public RedisUnavailableException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * Why Redis was not available.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /** Why Redis was not available. */
    public enum Reason {
        /** No connection: the host is unknown, nothing listens, or the connection was cut. */
        UNREACHABLE,
        /** No answer within the time limit. */
        TIMEOUT,
        /** The user name or password was refused, or one is required. */
        AUTHENTICATION,
        /** The TLS handshake failed; the certificate or the name in it is not trusted. */
        TLS,
        /** The server is older than Redis 6.2, or is no data server (a Sentinel, say). */
        UNSUPPORTED_SERVER,
        /** The server is a read-only replica. */
        READ_ONLY,
        /** The server is at its {@code maxmemory} and refuses writes. */
        OUT_OF_MEMORY,
        /** The server is loading its data, is busy with a script, or its cluster is down. */
        BUSY,
        /** As many requests as allowed are in flight from this client. */
        OVERLOADED,
        /** This client was closed while the request was under way. */
        CLOSED
    }
}
