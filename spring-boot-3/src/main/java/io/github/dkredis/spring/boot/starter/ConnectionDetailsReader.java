package io.github.dkredis.spring.boot.starter;

import io.github.dkredis.spring.boot.RedisAddress;
import io.github.dkredis.spring.boot.RedisAddress.Credentials;
import io.github.dkredis.spring.boot.RedisAddress.Kind;
import io.github.dkredis.spring.boot.RedisAddress.Node;
import io.github.dkredis.spring.boot.RedisAddress.Tls;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.data.redis.RedisConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/** Reads the connection details of Spring Boot 3: of properties, of a test container, of Docker Compose. */
final class ConnectionDetailsReader {

    private ConnectionDetailsReader() {}

    /**
     * Reads where Redis is. Details that come from properties name a server too if they name Sentinels or a cluster.
     *
     * @param url {@code spring.data.redis.url}, which can ask for TLS without a bundle; null if it is not set
     */
    static RedisAddress read(RedisConnectionDetails details, @Nullable String url) {
        Credentials credentials = Credentials.of(details.getUsername(), details.getPassword());
        RedisConnectionDetails.Sentinel sentinel = details.getSentinel();
        if (sentinel != null) {
            return new RedisAddress(
                    Kind.SENTINELS,
                    nodes(sentinel.getNodes()),
                    sentinel.getDatabase(),
                    sentinel.getMaster(),
                    credentials,
                    Credentials.of(sentinel.getUsername(), sentinel.getPassword()),
                    tls(sentinel.getSslBundle(), url));
        }
        RedisConnectionDetails.Cluster cluster = details.getCluster();
        if (cluster != null) {
            return new RedisAddress(
                    Kind.CLUSTER,
                    nodes(cluster.getNodes()),
                    0,
                    null,
                    credentials,
                    null,
                    tls(cluster.getSslBundle(), url));
        }
        RedisConnectionDetails.Standalone server = details.getStandalone();
        if (server == null) {
            throw new IllegalStateException("the connection details name neither a server nor Sentinels nor a cluster");
        }
        return new RedisAddress(
                Kind.SERVER,
                List.of(new Node(server.getHost(), server.getPort())),
                server.getDatabase(),
                null,
                credentials,
                null,
                tls(server.getSslBundle(), url));
    }

    private static @Nullable Tls tls(@Nullable SslBundle bundle, @Nullable String url) {
        return bundle != null || url != null && url.startsWith("rediss://") ? new Tls(bundle) : null;
    }

    private static List<Node> nodes(List<RedisConnectionDetails.Node> nodes) {
        return nodes.stream().map(node -> new Node(node.host(), node.port())).toList();
    }
}
