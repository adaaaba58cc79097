package io.github.dkredis;

/** What can happen between a client and Redis. Events carry addresses, operations and keys; never values or passwords. */
public sealed interface DkRedisEvent {

    /**
     * A connection was made.
     *
     * @param address the server's host and port
     * @param server what the server says it is, such as {@code redis 7.0.15}
     */
    record Connected(String address, String server) implements DkRedisEvent {}

    /**
     * The connection was lost; it is being made again.
     *
     * @param address the server's host and port
     * @param cause how it ended
     */
    record ConnectionLost(String address, String cause) implements DkRedisEvent {}

    /**
     * An attempt to connect again failed; another follows.
     *
     * @param address the server's host and port
     * @param attempt the number of this attempt since the connection was lost, from 1
     * @param cause why
     */
    record ReconnectFailed(String address, int attempt, String cause) implements DkRedisEvent {}

    /**
     * A command whose reply was lost is sent again, because that is harmless.
     *
     * @param operation the operation and its key
     */
    record Repeated(String operation) implements DkRedisEvent {}

    /**
     * The reply of a command was lost that must not be sent again: its caller gets an {@link OutcomeUnknownException}.
     *
     * @param operation the operation and its key
     */
    record OutcomeUnknown(String operation) implements DkRedisEvent {}
}
