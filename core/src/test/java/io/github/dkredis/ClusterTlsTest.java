package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.testkit.CertificateAuthority;
import io.github.dkredis.testkit.ClusterGroup;
import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code rediss://} of a cluster: TLS to every node, also to those that the client finds by itself. */
class ClusterTlsTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static CertificateAuthority authority;
    private static ClusterGroup cluster;

    @BeforeAll
    static void start() {
        authority = CertificateAuthority.create();
        cluster = RedisServer.cluster()
                .password("cl0ster")
                .tls(authority, authority.server())
                .start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
        authority.close();
    }

    private static DkRedisBuilder builder(String uri) {
        return DkRedis.builder(Map.of()).uri(uri).connectTimeout(SOON).timeout(SOON);
    }

    /** Caught: nodes that are reached without TLS, because only the configured address asks for it. */
    @Test
    void commands_authorityIsTrusted_reachAllNodesByTlsOnly() {
        try (DkRedis redis = builder(cluster.uri().toString())
                .caCertificate(authority.certificate())
                .clientName("tls-only")
                .connect()) {
            IntStream.range(0, 30)
                    .forEach(i -> redis.mutex("m" + i).run(() -> redis.values().set("k" + i, i)));
            RedisServer promoted = cluster.failover(cluster.primaries().get(0));
            IntStream.range(0, 30).forEach(i -> redis.values().set("k" + i, i));

            assertThat(cluster.primaries())
                    .contains(promoted)
                    .allSatisfy(
                            node -> assertThat((Long) node.command("DBSIZE")).isPositive())
                    .allSatisfy(node -> assertThat(node.clients())
                            .filteredOn(line -> line.contains("name=tls-only"))
                            .isNotEmpty()
                            .allMatch(line -> line.contains(
                                    "laddr=127.0.0.1:" + node.tlsUri().getPort() + " ")));
        }
    }

    @Test
    void connect_authorityIsNotTrusted_namesTheSetting() {
        RedisUnavailableException refusal = catchThrowableOfType(
                RedisUnavailableException.class,
                () -> builder(cluster.seeds()).connect().close());

        assertThat(refusal.reason()).isEqualTo(Reason.TLS);
        assertThat(refusal).hasMessageContaining("REDIS_CA_FILE");
    }
}
