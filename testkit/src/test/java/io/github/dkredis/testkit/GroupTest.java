package io.github.dkredis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Groups of servers: each program on this machine, the embedded one too, can be a Sentinel and a node of a cluster. The
 * tests run at the same time, since they wait for timeouts of the servers.
 */
@Execution(ExecutionMode.CONCURRENT)
class GroupTest {

    static List<RedisBinary> binaries() {
        return RedisBinary.all();
    }

    @ParameterizedTest
    @MethodSource("binaries")
    void sentinels_failoverAndKill_promoteReplicas(RedisBinary binary) {
        List<RedisServer> members;
        try (SentinelGroup group = RedisServer.sentinel().binary(binary).start()) {
            members = group.dataServers();
            RedisServer first = group.primary();
            assertThat(group.replicas()).hasSize(2).doesNotContain(first);
            assertThat(group.uri().toString())
                    .startsWith("redis-sentinel://127.0.0.1:")
                    .endsWith("#mymaster");

            RedisServer second = group.failover();
            assertThat(second).isNotSameAs(first).isSameAs(group.primary());
            Await.until(group::isComplete, Duration.ofSeconds(30));

            assertThat(group.killPrimary()).isNotSameAs(second);
            assertThat(second.isRunning()).isFalse();
        }
        assertThat(members).noneMatch(RedisServer::isRunning);
    }

    @ParameterizedTest
    @MethodSource("binaries")
    void cluster_migrationFailoverAndKill_keepServing(RedisBinary binary) {
        try (ClusterGroup cluster =
                RedisServer.cluster().binary(binary).password("s3cret").start()) {
            int slot = cluster.slot("{a}1");
            RedisServer source = cluster.primaryOf(slot);
            source.command("SET", "{a}1", "v");
            RedisServer target = cluster.primaries().stream()
                    .filter(node -> node != source)
                    .findFirst()
                    .orElseThrow();

            cluster.beginMigration(slot, target);
            cluster.moveKeys(slot, target);
            assertThatThrownBy(() -> source.command("GET", "{a}1")).hasMessageContaining("ASK");
            cluster.finishMigration(slot, target);
            assertThat(target.command("GET", "{a}1")).isEqualTo("v");
            assertThatThrownBy(() -> source.command("GET", "{a}1")).hasMessageContaining("MOVED");

            RedisServer promoted = cluster.failover(target);
            assertThat(promoted.command("GET", "{a}1")).isEqualTo("v");
            Await.until(cluster::isComplete, Duration.ofSeconds(30));

            RedisServer again = cluster.killPrimary(promoted);
            assertThat(again.command("GET", "{a}1")).isEqualTo("v");
            assertThat(cluster.primaries()).hasSize(3);
        }
    }

    /** Clients connect to the addresses that the nodes tell them, also to that of the only node. */
    @ParameterizedTest
    @MethodSource("binaries")
    void cluster_ofOneNode_tellsItsAddress(RedisBinary binary) {
        try (ClusterGroup cluster =
                RedisServer.cluster().binary(binary).primariesOnly(1).start()) {
            RedisServer node = cluster.primaries().get(0);

            assertThat(String.valueOf(node.command("CLUSTER", "NODES"))).contains("127.0.0.1:" + node.port());
        }
    }
}
