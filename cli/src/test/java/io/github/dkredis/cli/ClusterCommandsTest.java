package io.github.dkredis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.lock.Permit;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.ClusterGroup;
import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Commands that scan, or that name a key which any primary may have. */
class ClusterCommandsTest {

    private static final int KEYS = 30;

    /** Caught: only the keys of one primary were listed, and the others were answered by MOVED. */
    @Test
    void commands_inACluster_reachEveryPrimary() {
        try (ClusterGroup cluster = RedisServer.cluster().start();
                DkRedis redis = DkRedis.connect(cluster.uri().toString());
                Permit permit = redis.semaphore("api", 2).acquire()) {
            Shell shell = Shell.of(Map.of("REDIS_URL", cluster.uri().toString()));
            for (int i = 0; i < KEYS; i++) {
                redis.values().set("user:" + i, i, Duration.ofMinutes(5));
                redis.cache("c" + i % 3, Integer.class).put("k" + i, i);
                redis.cooldown(List.of("mail:" + i), Duration.ofMinutes(5));
            }

            assertThat(shell.run("keys", "user:*").out().lines().distinct()).hasSize(KEYS);
            assertThat(shell.run("memory", "user:*").out()).contains("\"keys\":" + KEYS + ",");
            assertThat(shell.run("locks").out().lines()).hasSize(KEYS);
            assertThat(shell.run("cache", "stats").out().split("\"entries\":10,", -1))
                    .hasSize(4);
            for (int i = 0; i < 5; i++) {
                assertThat(shell.run("type", "user:" + i).out()).isEqualTo("\"string\"\n");
                assertThat(shell.run("explain", "user:" + i).code()).isZero();
            }
            Await.until(
                    () -> shell.run("semaphores").out().contains("\"client\":\"dkredis (process "),
                    Duration.ofSeconds(30));
            assertThat(permit.isHeld()).isTrue();
        }
    }
}
