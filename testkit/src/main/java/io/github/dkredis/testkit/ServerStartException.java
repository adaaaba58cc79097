package io.github.dkredis.testkit;

/** A server did not start within its limit, or ended while starting; the message holds the last lines it wrote. */
public final class ServerStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ServerStartException(String message) {
        super(message);
    }

    ServerStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
