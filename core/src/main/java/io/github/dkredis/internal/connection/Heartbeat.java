package io.github.dkredis.internal.connection;

import java.util.concurrent.CompletableFuture;

/** Shows that a connection is alive. */
@FunctionalInterface
interface Heartbeat {

    /** Sends a command; the future completes with the answer, whatever it is. */
    CompletableFuture<?> beat(ServerConnection connection);

    /** How heartbeats are made. */
    @FunctionalInterface
    interface Kind {

        /** A {@code PING}: the server runs, and the network is there. */
        Kind PING = owner -> ServerConnection::ping;

        /**
         * The heartbeat of a connection.
         *
         * @param owner gives up a connection that is alive and of no use
         */
        Heartbeat of(Replacement.Owner owner);
    }
}
