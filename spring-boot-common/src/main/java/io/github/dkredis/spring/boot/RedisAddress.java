package io.github.dkredis.spring.boot;

import io.github.dkredis.DkRedisBuilder;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/**
 * Where Redis is, free of the types of one line of Spring Boot. The starters make it from the application's connection
 * details; an application that has none can define one.
 *
 * @param kind what the nodes are
 * @param nodes the server, the Sentinels, or nodes of the cluster
 * @param database the number of the database; 0 in a cluster
 * @param primaryName what the Sentinels call the primary; null without Sentinels
 * @param credentials those of the server; null if it needs none
 * @param sentinelCredentials those of the Sentinels; null if they need none
 * @param tls null without TLS
 */
public record RedisAddress(
        Kind kind,
        List<Node> nodes,
        int database,
        @Nullable String primaryName,
        @Nullable Credentials credentials,
        @Nullable Credentials sentinelCredentials,
        @Nullable Tls tls) {

    /** What the nodes are. */
    public enum Kind {
        /** One server. */
        SERVER,
        /** Sentinels, which know the primary. */
        SENTINELS,
        /** Nodes of a cluster. */
        CLUSTER
    }

    /**
     * A server.
     *
     * @param host its name, or an IPv4 or IPv6 address
     * @param port its port
     */
    public record Node(String host, int port) {

        String text() {
            return (host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /**
     * A user and a password.
     *
     * @param username null for the default user
     * @param password the password
     */
    public record Credentials(@Nullable String username, String password) {

        /** {@return the credentials; null without a password} */
        public static @Nullable Credentials of(@Nullable String username, @Nullable String password) {
            return password == null || password.isEmpty() ? null : new Credentials(blankToNull(username), password);
        }

        private static @Nullable String blankToNull(@Nullable String text) {
            return text == null || text.isEmpty() ? null : text;
        }

        /** {@return the part of a URI before the host} */
        String text() {
            return (username == null ? "" : encoded(username)) + ":" + encoded(password) + "@";
        }

        private static String encoded(String part) {
            return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
        }

        /** Returns the user's name; never the password. */
        @Override
        public String toString() {
            return "Credentials[" + username + "]";
        }
    }

    /**
     * TLS.
     *
     * @param bundle the certificates to use; null for those of the JDK
     */
    public record Tls(@Nullable SslBundle bundle) {}

    /** Copies the nodes. */
    public RedisAddress {
        nodes = List.copyOf(nodes);
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("the address of Redis names no server");
        }
    }

    /** {@return the builder with this address} */
    DkRedisBuilder applyTo(DkRedisBuilder builder) {
        DkRedisBuilder addressed = switch (kind) {
            case SERVER -> builder.uri(server());
            case SENTINELS -> withSentinels(builder);
            case CLUSTER -> builder.uri(cluster());
        };
        SslBundle bundle = tls == null ? null : tls.bundle();
        return bundle == null ? addressed : addressed.sslOptions(options(bundle));
    }

    private RedisURI server() {
        Node server = nodes.get(0);
        return common(RedisURI.builder().withHost(server.host()).withPort(server.port()))
                .build();
    }

    private DkRedisBuilder withSentinels(DkRedisBuilder builder) {
        RedisURI.Builder uri = RedisURI.builder();
        for (Node node : nodes) {
            uri.withSentinel(RedisURI.builder()
                    .withHost(node.host())
                    .withPort(node.port())
                    .withSsl(tls != null)
                    .build());
        }
        if (primaryName == null) {
            throw new IllegalStateException("spring.data.redis.sentinel.master is missing");
        }
        DkRedisBuilder addressed =
                builder.uri(common(uri.withSentinelMasterId(primaryName)).build());
        if (sentinelCredentials == null) {
            return addressed;
        }
        return sentinelCredentials.username() == null
                ? addressed.sentinelPassword(sentinelCredentials.password())
                : addressed.sentinelCredentials(sentinelCredentials.username(), sentinelCredentials.password());
    }

    private RedisURI.Builder common(RedisURI.Builder uri) {
        uri.withDatabase(database).withSsl(tls != null);
        if (credentials != null && credentials.username() != null) {
            uri.withAuthentication(
                    credentials.username(), credentials.password().toCharArray());
        } else if (credentials != null) {
            uri.withPassword(credentials.password().toCharArray());
        }
        return uri;
    }

    /** Only the text form has several nodes. */
    private String cluster() {
        return nodes.stream()
                .map(Node::text)
                .collect(Collectors.joining(
                        ",",
                        (tls == null ? "redis://" : "rediss://") + (credentials == null ? "" : credentials.text()),
                        ""));
    }

    private static SslOptions options(SslBundle bundle) {
        SslOptions.Builder options = SslOptions.builder()
                .keyManager(bundle.getManagers().getKeyManagerFactory())
                .trustManager(bundle.getManagers().getTrustManagerFactory());
        String[] ciphers = bundle.getOptions().getCiphers();
        if (ciphers != null) {
            options.cipherSuites(ciphers);
        }
        String[] protocols = bundle.getOptions().getEnabledProtocols();
        if (protocols != null) {
            options.protocols(protocols);
        }
        return options.build();
    }
}
