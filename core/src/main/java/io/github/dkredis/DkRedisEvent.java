package io.github.dkredis;

import java.time.Duration;

/**
 * An event on the connection between a client and Redis. Events name addresses, operations and keys; they never contain
 * values or passwords.
 */
public sealed interface DkRedisEvent {

    /**
     * A connection was established.
     *
     * @param address the server's host and port
     * @param server the server's product and version, such as {@code redis 7.0.15}
     */
    record Connected(String address, String server) implements DkRedisEvent {}

    /**
     * A connection was lost. The client reconnects on its own.
     *
     * @param address the server's host and port
     * @param cause how the connection ended
     */
    record ConnectionLost(String address, String cause) implements DkRedisEvent {}

    /**
     * A connection that was lost, or could not be opened, is there again; follows the {@link Connected} that ended its
     * outage. Each connection of a client has outages of its own.
     *
     * @param address the server's host and port
     * @param outage how long there was no connection
     */
    record OutageEnded(String address, Duration outage) implements DkRedisEvent {}

    /**
     * An attempt to reconnect failed; another attempt follows.
     *
     * @param address the server's host and port
     * @param attempt the number of this attempt since the connection was lost, from 1
     * @param cause why the attempt failed
     */
    record ReconnectFailed(String address, int attempt, String cause) implements DkRedisEvent {}

    /**
     * An idempotent command whose reply was lost is sent again.
     *
     * @param operation the operation and its key
     */
    record Repeated(String operation) implements DkRedisEvent {}

    /**
     * The reply to a command that must not be sent twice was lost. Its caller gets an {@link OutcomeUnknownException}.
     *
     * @param operation the operation and its key
     */
    record OutcomeUnknown(String operation) implements DkRedisEvent {}
}
