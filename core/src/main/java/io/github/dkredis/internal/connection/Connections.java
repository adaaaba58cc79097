package io.github.dkredis.internal.connection;

import io.github.dkredis.internal.command.CommandTransport;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The connections of one kind: one to the only server, or one to each primary of a cluster. */
interface Connections extends CommandTransport {

    /** Starts without a connection. */
    void open();

    /** {@return a connection that can be used now; null if there is none} */
    @Nullable
    ServerConnection current();

    /** {@return the connection to the primary of a slot; null if there is none} */
    @Nullable
    ServerConnection current(int slot);

    /** Whether every server can be reached now, as far as this client knows. */
    boolean isOpen();

    /** Moves to the server to which another connection of this client leads. */
    void follow(ServerConnection other);

    /** The primary has another address: moves there. */
    void primaryMoved(String address);

    /** Closes all. */
    CompletableFuture<?> close();
}
