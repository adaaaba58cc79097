package io.github.dkredis.internal.command;

import io.lettuce.core.api.StatefulRedisConnection;
import org.jspecify.annotations.Nullable;

/** What carries pending commands to the server, and is told what becomes of them. */
public interface CommandTransport {

    /** Sends a command now, or when there is a connection again. */
    void send(PendingCommand<?> command);

    /** Sends a command that an earlier connection carried; it goes before the commands that wait for a connection. */
    void sendAgain(PendingCommand<?> command);

    /** Sends a command after a pause: the server refused it for the moment. */
    void sendLater(PendingCommand<?> command, long pauseMillis);

    /** A command that was not sent yet is given up. */
    void forget(PendingCommand<?> command);

    /** A reply did not come in time: the connection that the command was written to may be dead. */
    void suspect(@Nullable StatefulRedisConnection<byte[], byte[]> connection);

    /** A connection was lost, as a command that it carried found out. */
    void lost(@Nullable StatefulRedisConnection<byte[], byte[]> connection, @Nullable Throwable cause);

    /**
     * A server refused a write because it is a replica.
     *
     * @param replica the connection that leads to it
     * @return whether a primary may be found soon, so that the command is worth repeating
     */
    boolean awaitsPrimary(@Nullable StatefulRedisConnection<byte[], byte[]> replica);

    /**
     * A server answered that another node of its cluster serves the slot of a command. Nothing ran.
     *
     * @param command the command in its place, which was not sent yet
     * @param times how often the command was refused so far
     * @param from the connection that leads to the server
     */
    void redirect(
            PendingCommand<?> command,
            Redirection redirection,
            int times,
            @Nullable StatefulRedisConnection<byte[], byte[]> from);

    /** A command whose reply was lost is sent again. */
    void repeated(Request<?> request);

    /** A command may have run or not. */
    void outcomeUnknown(Request<?> request);

    /** Why a command that waits for this transport was not answered in time. */
    DeferredException timedOut(Request<?> request);
}
