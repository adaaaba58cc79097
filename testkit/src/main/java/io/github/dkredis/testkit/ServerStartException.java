package io.github.dkredis.testkit;

/** Thrown when a server ends while starting, or does not start in time; the message holds the last lines it logged. */
public final class ServerStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ServerStartException(String message) {
        super(message);
    }

    ServerStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
