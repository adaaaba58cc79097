package io.github.dkredis.internal.connection;

import org.jspecify.annotations.Nullable;

/**
 * A node of a cluster. Two nodes are the same if they have the same number and address: a node that was set up anew has
 * another number, and messages to the old one do not reach it.
 */
final class ClusterNode {

    private final String id;
    private final String host;
    private final int port;
    private final int hash;

    ClusterNode(String id, String host, int port) {
        this.id = id;
        this.host = host;
        this.port = port;
        this.hash = 31 * id.hashCode() + port; // computed once: the node of each command is looked up
    }

    /** The number that the node has in its cluster. */
    String id() {
        return id;
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    String address() {
        return host + ":" + port;
    }

    boolean isAt(String otherHost, int otherPort) {
        return port == otherPort && host.equals(otherHost);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ClusterNode node && node.isAt(host, port) && node.id.equals(id);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return address();
    }
}
