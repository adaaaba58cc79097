package io.github.dkredis.internal.connection;

/** What a new connection may lead to. */
enum ExpectedServer {
    /** A single server, or any node of a cluster: nothing is known yet. */
    ANYTHING,
    /** The only server, which is a primary. */
    ONE_SERVER,
    /** A primary of the cluster. */
    CLUSTER_PRIMARY,
    /** Any node of the cluster. */
    CLUSTER_NODE;

    boolean isOfCluster() {
        return this == CLUSTER_PRIMARY || this == CLUSTER_NODE;
    }

    /** Whether a replica can be used: it tells about the cluster as well. */
    boolean acceptsReplica(ServerFacts facts) {
        return this == CLUSTER_NODE || this == ANYTHING && facts.isOfCluster();
    }
}
