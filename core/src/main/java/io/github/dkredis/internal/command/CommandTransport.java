package io.github.dkredis.internal.command;

import io.lettuce.core.api.StatefulRedisConnection;
import org.jspecify.annotations.Nullable;

/** What carries pending commands to the server, and is told what becomes of them. */
public interface CommandTransport {

    /** Sends a command now, or when there is a connection again. */
    void send(PendingCommand<?> command);

    /** A command that was not sent yet is given up. */
    void forget(PendingCommand<?> command);

    /** A reply did not come in time: the connection that the command was written to may be dead. */
    void suspect(@Nullable StatefulRedisConnection<byte[], byte[]> connection);

    /** A connection was lost, as a command that it carried found out. */
    void lost(@Nullable StatefulRedisConnection<byte[], byte[]> connection, @Nullable Throwable cause);

    /** A command whose reply was lost is sent again. */
    void repeated(Call<?, ?> call);

    /** A command may have run or not. */
    void outcomeUnknown(Call<?, ?> call);

    /** Why a command that waits for this transport was not answered in time. */
    DeferredException timedOut(Call<?, ?> call);
}
