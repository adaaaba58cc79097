package io.github.dkredis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.cli.Shell.Result;
import io.github.dkredis.lock.Permit;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.ClusterGroup;
import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Commands that scan, that name a key which any primary may have, or that look at every primary. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterCommandsTest {

    private static final int KEYS = 30;

    private final ClusterGroup cluster = RedisServer.cluster().primariesOnly(3).start();
    private final Shell shell = Shell.of(Map.of("REDIS_URL", cluster.uri().toString()));

    @AfterAll
    void stop() {
        cluster.close();
    }

    /**
     * Caught: only the keys of one primary were listed, and the others were answered by MOVED; nothing was listed if
     * REDIS_URL had a URI for each node.
     */
    @Test
    void commands_inACluster_reachEveryPrimary() {
        try (DkRedis redis = DkRedis.connect(cluster.uri().toString());
                Permit permit = redis.semaphore("api", 2).acquire()) {
            for (int i = 0; i < KEYS; i++) {
                redis.values().set("user:" + i, i, Duration.ofMinutes(5));
                redis.cache("c" + i % 3, Integer.class).put("k" + i, i);
                redis.cooldown(List.of("mail:" + i), Duration.ofMinutes(5));
            }

            assertThat(shell.run("keys", "user:*").out().lines().distinct()).hasSize(KEYS);
            assertThat(Shell.of(Map.of("REDIS_URL", cluster.seeds()))
                            .run("keys", "user:*")
                            .out()
                            .lines()
                            .distinct())
                    .hasSize(KEYS);
            assertThat(shell.run("memory", "user:*").out()).contains("\"keys\":" + KEYS + ",");
            assertThat(shell.run("locks").out().lines().filter(line -> line.contains("mail:")))
                    .hasSize(KEYS);
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

    /** Caught: only one of the primaries was looked at, so the settings and the users of the others were not seen. */
    @Test
    void doctor_troubleOfOnePrimary_namesTheNode() {
        RedisServer last = cluster.primaries().get(2);
        String node = "{\"node\":\"127.0.0.1:" + last.port() + "\",";
        last.command("CONFIG", "SET", "maxmemory", "100mb");
        last.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        cluster.nodes()
                .forEach(server -> server.command("ACL", "SETUSER", "limited", "on", ">pw", "~*", "&*", "+@all"));
        last.command("ACL", "SETUSER", "limited", "-publish", "-evalsha", "-eval");
        try {
            Result result = Shell.of(Map.of(
                            "REDIS_URL",
                            "redis://limited:pw@127.0.0.1:"
                                    + cluster.primaries().get(0).port()))
                    .run("doctor");

            assertThat(result.code()).isOne();
            for (RedisServer primary : cluster.primaries()) {
                assertThat(result.out().lines())
                        .filteredOn(line -> line.contains("127.0.0.1:" + primary.port() + "\""))
                        .anyMatch(line -> line.contains("\"cluster\"") && line.contains("16384 of 16384 slots"))
                        .anyMatch(line -> line.contains("\"role\"") && line.contains("with 0 replicas"))
                        .hasSize(17);
            }
            assertThat(result.out()
                            .lines()
                            .filter(line -> line.contains("\"ok\":false") && !line.contains("\"latency\"")))
                    .allMatch(line -> line.startsWith(node))
                    .anyMatch(line -> line.contains("\"eviction\"") && line.contains("allkeys-lru"))
                    .anyMatch(line -> line.contains("feature: mutex"))
                    .anyMatch(line -> line.contains("feature: fetch lock"))
                    .anyMatch(line -> line.contains("feature: object cache"))
                    .anyMatch(line -> line.contains("feature: named cache"))
                    .anyMatch(line -> line.contains("messages between clients") && line.contains("security.md"));
        } finally {
            last.command("CONFIG", "SET", "maxmemory", "0");
            last.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
            cluster.nodes().forEach(server -> server.command("ACL", "DELUSER", "limited"));
        }
    }

    /**
     * A node that does not answer is a finding, and ends neither the command nor what it says about the other nodes.
     */
    @Test
    void doctor_primaryAway_looksAtTheOthers() {
        RedisServer last = cluster.primaries().get(2);
        last.kill();
        try {
            Await.until(
                    () -> cluster.primaries().stream()
                            .allMatch(node -> String.valueOf(node.command("CLUSTER", "INFO"))
                                    .contains("cluster_state:fail")),
                    Duration.ofSeconds(60));

            Result result = shell.run("doctor");

            assertThat(result.code()).isOne();
            assertThat(result.out().lines())
                    .filteredOn(line -> line.startsWith("{\"node\":\"127.0.0.1:" + last.port() + "\","))
                    .singleElement()
                    .asString()
                    .contains("\"check\":\"connection\",\"ok\":false");
            for (RedisServer primary : cluster.primaries()) {
                assertThat(result.out().lines())
                        .filteredOn(line -> line.startsWith("{\"node\":\"127.0.0.1:" + primary.port() + "\","))
                        .anyMatch(line -> line.contains("\"server\",\"ok\":true"))
                        .anyMatch(line -> line.contains("\"cluster\",\"ok\":false"))
                        .anyMatch(line -> line.contains("\"features\",\"ok\":false"));
            }
        } finally {
            last.restart();
            Await.until(cluster::isComplete, Duration.ofSeconds(60));
        }
    }
}
