package io.github.dkredis.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.dkredis.DkRedis;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.ClusterGroup;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.SentinelGroup;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The servers that the page about the testkit starts without {@code @RedisTest}. */
class ServersOfTestsTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static RedisServer server;

    @BeforeAll
    static void start() {
        server = RedisServer.builder().maxMemory(50_000_000, "noeviction").start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static DkRedis connect(String uri) {
        return DkRedis.builder().uri(uri).connectTimeout(LIMIT).timeout(LIMIT).connect();
    }

    @Test
    void server_withoutTheExtension_answersAndCanBeRestarted() {
        try (DkRedis redis = connect(server.uri().toString())) {
            server.stop();
            server.restart();
            Await.until(() -> redis.atomics().increment("visits", 1) > 0, LIMIT);
            assertEquals("1", server.command("GET", "visits"));
        }
    }

    @Test
    @Tag("campaign") // seconds for each group, whose use other tests cover
    void groups_changeTheirPrimaries() {
        try (SentinelGroup group = RedisServer.sentinel().start();
                DkRedis redis = connect(group.uri().toString())) {
            redis.values().set("k", "before");
            group.failover();
            redis.values().set("k", "after"); // reaches the new primary
        }

        try (ClusterGroup cluster = RedisServer.cluster().start();
                DkRedis redis = connect(cluster.uri().toString())) {
            redis.values().set("k", "v");
            cluster.killPrimary(cluster.primaryOf(cluster.slot("k")));
            redis.values().set("k", "w"); // reaches the replica that took over
        }
    }
}
