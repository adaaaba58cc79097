package io.github.dkredis.chaos.nemesis;

import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;

/** Faults of one server that are the same however the servers are arranged. */
final class ServerFaults {

    private ServerFaults() {}

    /** Waits for what must have happened before the end of a fault begins. */
    @FunctionalInterface
    interface Reaction {

        /** Nothing has to happen. */
        Reaction NONE = () -> {};

        void await() throws InterruptedException;
    }

    /** Kills a server; it comes back some time after the reaction. */
    static void kill(RedisServer server, Reaction reaction, Duration time) throws InterruptedException {
        server.kill();
        reaction.await();
        Deployment.sleep(time);
        restart(server);
    }

    /** Starts a server again, which on a busy machine can take longer than the server is given. */
    static void restart(RedisServer server) throws InterruptedException {
        Settled.await(server + " runs again", () -> {
            server.restart();
            return server.isRunning();
        });
    }

    /** Stops the process of a server; it goes on some time after the reaction. */
    static void pause(RedisServer server, Reaction reaction, Duration time) throws InterruptedException {
        server.pause();
        reaction.await();
        Deployment.sleep(time);
        server.resume();
    }

    /** Closes the connections of all clients. */
    static void disconnectClients(RedisServer server) {
        server.command("CLIENT", "KILL", "TYPE", "normal");
        server.command("CLIENT", "KILL", "TYPE", "pubsub");
    }

    static boolean isPrimary(RedisServer server) {
        return String.valueOf(server.command("INFO", "replication")).contains("role:master");
    }
}
