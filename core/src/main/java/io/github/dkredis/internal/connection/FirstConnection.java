package io.github.dkredis.internal.connection;

import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.RedisUnavailableException.Reason;
import io.lettuce.core.RedisURI;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The first connection of a client: to the configured address, or to the first of several nodes of a cluster that can
 * be reached.
 */
final class FirstConnection {

    private FirstConnection() {}

    static CompletableFuture<ServerConnection> connect(Connector connector, ClientSettings settings) {
        CompletableFuture<ServerConnection> attempt = connector.connectFirst();
        List<RedisURI> further = settings.furtherNodes.get();
        if (further.isEmpty()) {
            return attempt;
        }
        return orFurther(attempt, connector, further).thenApply(FirstConnection::checkCluster);
    }

    private static CompletableFuture<ServerConnection> orFurther(
            CompletableFuture<ServerConnection> attempt, Connector connector, List<RedisURI> others) {
        if (others.isEmpty()) {
            return attempt;
        }
        return attempt.handle((connection, failure) -> failure == null
                        ? CompletableFuture.completedFuture(connection)
                        : orFurther(
                                connector.connect(
                                        () -> RedisURI.builder(others.get(0)).build(), null, ExpectedServer.ANYTHING),
                                connector,
                                others.subList(1, others.size())))
                .thenCompose(next -> next);
    }

    private static ServerConnection checkCluster(ServerConnection first) {
        if (first.facts().isOfCluster()) {
            return first;
        }
        first.close();
        throw new RedisUnavailableException(
                Reason.UNSUPPORTED_SERVER,
                "several addresses are for the nodes of a Redis Cluster, and " + first.address()
                        + " is not one. Name one address, or Sentinels",
                null);
    }
}
