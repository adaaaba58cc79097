package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.DkRedisBuilder;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.SentinelGroup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What becomes of a lock when the Sentinels promote a replica that does not have it. {@code ClusterLockFaultTest} is
 * the short form.
 */
class SentinelLockFaultTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    /**
     * Clients, replicas and Sentinels reach the primary through a proxy, which cuts every connection over which a
     * replica asks for data. The lock is taken after that. Planted: a fencing token that is one more than the greatest
     * that the server knows, without its clock; the next holder's was smaller.
     */
    @Test
    @Tag("campaign")
    void mutex_promotedReplicaWasCutOff_holderIsToldAndTheNextFenceIsGreater() {
        try (SentinelGroup group = RedisServer.sentinel().start();
                FaultProxy proxy = FaultProxy.inFrontOf(group.primary())) {
            RedisServer primary = group.primary();
            List<RedisServer> replicas = group.replicas();
            announce(proxy, group, replicas);
            try (DkRedis redis = builder(group).connect();
                    DkRedis other = builder(group).connect()) {
                redis.mutex("known").acquire().close(); // all connections are open
                proxy.onEach("PSYNC").cutBefore();
                primary.command("CLIENT", "KILL", "TYPE", "replica");
                Await.until(() -> replicas.stream().noneMatch(SentinelLockFaultTest::isInStep), SOON);
                AtomicInteger losses = new AtomicInteger();
                Lease lease = redis.mutex("lost").acquire().onLost(losses::incrementAndGet);

                primary.kill();
                Await.until(() -> losses.get() > 0, SOON);

                RedisServer promoted = replicas.stream()
                        .filter(SentinelLockFaultTest::isPrimary)
                        .findFirst()
                        .orElseThrow();
                assertThat(promoted.command("EXISTS", "dkredis:mutex:lost")).isEqualTo(0L);
                assertThat(lease.isHeld()).isFalse();
                Lease next = other.mutex("lost").timeout(SOON).acquire();
                assertThat(next.fencingToken()).isGreaterThan(lease.fencingToken());
                next.close();
                assertThat(losses).hasValue(1);
            }
        }
    }

    private static DkRedisBuilder builder(SentinelGroup group) {
        return DkRedis.builder().uri(group.uri().toString()).timeout(SOON).connectTimeout(SOON);
    }

    /** Makes the Sentinels and the replicas take the proxy for the primary. */
    private static void announce(FaultProxy proxy, SentinelGroup group, List<RedisServer> replicas) {
        String name = group.primaryName();
        String port = Integer.toString(proxy.port());
        for (RedisServer sentinel : group.sentinels()) {
            sentinel.command("SENTINEL", "REMOVE", name);
            sentinel.command("SENTINEL", "MONITOR", name, proxy.host(), port, "2");
            // with a longer limit, Sentinels accept older replicas, as a busy machine needs
            sentinel.command("SENTINEL", "SET", name, "down-after-milliseconds", "2000", "failover-timeout", "10000");
        }
        replicas.forEach(replica -> replica.command("REPLICAOF", proxy.host(), port));
        Await.until(
                () -> replicas.stream().allMatch(SentinelLockFaultTest::isInStep)
                        && group.sentinels().stream().allMatch(sentinel -> knows(sentinel, name)),
                SOON);
    }

    private static boolean knows(RedisServer sentinel, String name) {
        return sentinel.command("SENTINEL", "REPLICAS", name) instanceof List<?> replicas
                && replicas.size() == 2
                && sentinel.command("SENTINEL", "SENTINELS", name) instanceof List<?> others
                && others.size() == 2;
    }

    private static boolean isInStep(RedisServer replica) {
        return replication(replica).contains("master_link_status:up");
    }

    private static boolean isPrimary(RedisServer server) {
        return replication(server).contains("role:master");
    }

    private static String replication(RedisServer server) {
        return String.valueOf(server.command("INFO", "replication"));
    }
}
