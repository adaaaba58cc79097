/**
 * How commands get to Redis: the connections, kept up and made ready for use; the bound on commands in flight; the
 * client that ties them together.
 *
 * <p>The first connection finds out whether there is one server or a cluster ({@code Deployment}). On one server, a
 * command goes straight to the one {@code ReconnectingConnection}, and no hash slot is computed. In a cluster,
 * {@code ClusterConnections} stands between: one {@code ReconnectingConnection} to each primary, chosen by the slot of
 * the command's first key.
 *
 * <p>{@code Cluster} reads the topology by {@code CLUSTER SLOTS} and {@code CLUSTER NODES} over this library's own
 * connections, and not by Lettuce's {@code RedisClusterClient}. That one would open further connections to all nodes
 * for every refresh, with event loops, credentials and TLS settings to keep in step; it believes whichever node sees
 * most of the others, where the nodes themselves believe the claim with the greatest configuration epoch; and it does
 * not accept the news that a {@code MOVED} brings. The two replies together are all that is needed, on every version
 * since 4.0.
 */
@NullMarked
package io.github.dkredis.internal.connection;

import org.jspecify.annotations.NullMarked;
