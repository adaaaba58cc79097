package io.github.dkredis.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;

/**
 * Finds free ports below the ephemeral range, from which the system takes the local ports of outgoing connections. In
 * that range, a client that keeps connecting to a stopped server would one day use the server's port as its local port,
 * connect to itself (TCP simultaneous open), and keep the server from binding the port again.
 *
 * <p>Each process takes its ports from a share of its own, so that JVMs which test at the same time hardly ever take
 * the port of a server that another one has stopped and will restart.
 */
final class FreePort {

    private static final int FIRST = 15_000;
    private static final int END = 32_000;

    /** A divisor of the bus distance, so that both ports of a cluster's node are in one share. */
    private static final int SHARES = 16;

    private static final int PORTS_OF_A_SHARE = (END - FIRST) / SHARES;

    /** How far the port on which the nodes of a cluster talk to each other is above the one for clients. */
    private static final int BUS_DISTANCE = 10_000;

    private static final int SHARE = (int) (ProcessHandle.current().pid() % SHARES);

    /** Goes round, so that a port that is free because its server is stopped is not soon given to another one. */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(PORTS_OF_A_SHARE));

    private FreePort() {}

    static int find() {
        return find(END, FreePort::isFree);
    }

    /** Finds a port with which the second port of a cluster's node is free too, and below the ephemeral range too. */
    static int findForClusterNode() {
        return find(END - BUS_DISTANCE, port -> isFree(port) && isFree(port + BUS_DISTANCE));
    }

    private static int find(int end, IntPredicate isFree) {
        for (int attempt = 0; attempt < PORTS_OF_A_SHARE; attempt++) {
            int port = FIRST + SHARE + SHARES * Math.floorMod(NEXT.getAndIncrement(), PORTS_OF_A_SHARE);
            if (port < end && isFree.test(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No free loopback port from " + FIRST + " to " + (end - 1));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(false);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
