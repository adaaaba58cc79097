package io.github.dkredis;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when Redis cannot be reached or cannot run the command at the moment. The command did not run, or it is
 * idempotent. {@link #reason()} says why, and the message says what to do.
 */
public final class RedisUnavailableException extends DkRedisException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /**
     * Creates an exception for a server that cannot be reached or used.
     *
     * @param message the operation, the address or key, and what to do
     * @param cause the failure of the network, or null
     */
    public RedisUnavailableException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** {@return why Redis is unavailable} */
    public Reason reason() {
        return reason;
    }

    /** Why Redis is unavailable. */
    public enum Reason {
        /** There is no connection: the host is unknown, nothing listens on the port, or the connection was cut. */
        UNREACHABLE,
        /** No answer came within the time limit. */
        TIMEOUT,
        /** The server refused the user name or password, or requires one. */
        AUTHENTICATION,
        /** The TLS handshake failed, or the certificate or the name in it is not trusted. */
        TLS,
        /** The server is older than Redis 6.2, or it is not a data server (a Sentinel, for example). */
        UNSUPPORTED_SERVER,
        /** The server is a read-only replica. */
        READ_ONLY,
        /** The server is at its {@code maxmemory} and refuses writes. */
        OUT_OF_MEMORY,
        /** The server is loading its data or is busy with a script, or its cluster is down. */
        BUSY,
        /** This client has as many requests in flight as it may have. */
        OVERLOADED,
        /** This client was closed while the request was under way. */
        CLOSED
    }
}
