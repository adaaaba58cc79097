package io.github.dkredis.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.testkit.CertificateAuthority;
import io.github.dkredis.testkit.ClusterGroup;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.SentinelGroup;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** The properties of Spring Boot lead to Sentinels, and by TLS to a cluster. */
public abstract class TopologiesContract {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    private static void useWith(String... properties) {
        Runners.of(Application.class)
                .withPropertyValues("dkredis.client-name=grouped", "dkredis.timeout=30s") // the machine may be slow
                .withPropertyValues(properties)
                .run(context -> {
                    DkRedis redis = context.getBean(DkRedis.class);
                    for (int i = 0; i < 20; i++) {
                        redis.values().set("k" + i, i);
                        assertThat(redis.values().get("k" + i, Integer.class)).contains(i);
                    }
                });
    }

    private static String nodes(List<RedisServer> servers, ToIntFunction<RedisServer> port) {
        return servers.stream()
                .map(server -> "127.0.0.1:" + port.applyAsInt(server))
                .collect(Collectors.joining(","));
    }

    @Test
    void client_ofSentinels_usesTheDatabaseOfThePrimary() {
        try (SentinelGroup group = RedisServer.sentinel()
                .password("pr1mary")
                .sentinelPassword("sent1nel")
                .start()) {
            // or they would replace a primary that a busy machine stops for a second
            group.sentinels()
                    .forEach(sentinel -> sentinel.command(
                            "SENTINEL", "SET", group.primaryName(), "down-after-milliseconds", "60000"));
            useWith(
                    "spring.data.redis.username=default",
                    "spring.data.redis.password=pr1mary",
                    "spring.data.redis.database=3",
                    "spring.data.redis.sentinel.master=" + group.primaryName(),
                    "spring.data.redis.sentinel.password=sent1nel",
                    "spring.data.redis.sentinel.nodes=" + nodes(group.sentinels(), RedisServer::port));
            assertThat(group.primary().command("INFO", "keyspace"))
                    .asString()
                    .contains("db3:keys=20")
                    .doesNotContain("db0");
        }
    }

    @Test
    void client_ofACluster_usesAllNodesByTls() {
        try (CertificateAuthority authority = CertificateAuthority.create();
                ClusterGroup cluster = RedisServer.cluster()
                        .primariesOnly(2)
                        .password("p@ss:word")
                        .tls(authority, authority.server())
                        .start()) {
            useWith(
                    "spring.data.redis.username=default",
                    "spring.data.redis.password=p@ss:word",
                    "spring.data.redis.ssl.bundle=redis",
                    "spring.ssl.bundle.pem.redis.truststore.certificate=file:" + authority.certificate(),
                    "spring.data.redis.cluster.nodes="
                            + nodes(cluster.nodes(), node -> node.tlsUri().getPort()));
            assertThat(cluster.primaries().stream()
                            .map(node -> node.command("DBSIZE"))
                            .toList())
                    .doesNotContain(0L);
        }
    }
}
