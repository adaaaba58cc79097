package io.github.dkredis.spring.boot.starter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.testkit.ClusterGroup;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.SentinelGroup;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

/** The properties of Spring Boot lead to Sentinels and to a cluster. */
class TopologiesTest {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    private static void useWith(String... properties) {
        new ApplicationContextRunner()
                .withUserConfiguration(Application.class)
                .withPropertyValues(properties)
                .run(context -> {
                    DkRedis redis = context.getBean(DkRedis.class);
                    for (int i = 0; i < 20; i++) {
                        redis.values().set("k" + i, i);
                        assertThat(redis.values().get("k" + i, Integer.class)).contains(i);
                    }
                });
    }

    private static String nodes(Iterable<RedisServer> servers) {
        StringBuilder nodes = new StringBuilder();
        servers.forEach(server ->
                nodes.append(nodes.isEmpty() ? "" : ",").append("127.0.0.1:").append(server.port()));
        return nodes.toString();
    }

    @Test
    void client_ofSentinels_usesThePrimary() {
        try (SentinelGroup group = RedisServer.sentinel()
                .password("pr1mary")
                .sentinelPassword("sent1nel")
                .start()) {
            useWith(
                    "spring.data.redis.password=pr1mary",
                    "spring.data.redis.sentinel.master=" + group.primaryName(),
                    "spring.data.redis.sentinel.password=sent1nel",
                    "spring.data.redis.sentinel.nodes=" + nodes(group.sentinels()));
            assertThat(group.primary().command("EXISTS", "k7")).isEqualTo(1L);
        }
    }

    @Test
    void client_ofACluster_usesAllNodes() {
        try (ClusterGroup cluster = RedisServer.cluster().password("p@ss:word").start()) {
            useWith(
                    "spring.data.redis.password=p@ss:word",
                    "spring.data.redis.cluster.nodes=" + nodes(cluster.nodes()));
            assertThat(cluster.primaries().stream()
                            .map(node -> node.command("DBSIZE"))
                            .collect(Collectors.toList()))
                    .doesNotContain(0L);
        }
    }
}
