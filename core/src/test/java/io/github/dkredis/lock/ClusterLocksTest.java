package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.DkRedisBuilder;
import io.github.dkredis.support.SharedCluster;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.ClusterGroup;
import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Locks whose keys are on all nodes of a cluster. */
@ExtendWith(SharedCluster.class)
class ClusterLocksTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final ClusterGroup cluster;
    private DkRedis redis;
    private DkRedis other;

    ClusterLocksTest(ClusterGroup cluster) {
        this.cluster = cluster;
    }

    @BeforeEach
    void connect() {
        redis = builder().connect();
        other = builder().connect();
    }

    @AfterEach
    void close() {
        redis.close();
        other.close();
    }

    private DkRedisBuilder builder() {
        return DkRedis.builder().uri(cluster.seeds()).timeout(Duration.ofSeconds(20));
    }

    private RedisServer primaryOf(String key) {
        return cluster.primaryOf(cluster.slot(key));
    }

    /** One name for each primary. */
    private List<String> names(String prefix) {
        List<String> names = new ArrayList<>();
        List<RedisServer> served = new ArrayList<>();
        for (int i = 0; served.size() < 3; i++) {
            RedisServer primary = primaryOf("dkredis:mutex:" + prefix + i);
            if (!served.contains(primary)) {
                served.add(primary);
                names.add(prefix + i);
            }
        }
        return names;
    }

    /** The nodes pass every message on to each other, so with one name for all, each would arrive three times. */
    @Test
    void push_eachNodeHasItsOwnChannelOfEachClient() {
        redis.mutex("push").acquire().release();
        other.mutex("push").acquire().release();
        for (RedisServer primary : cluster.primaries()) {
            String id = String.valueOf(primary.command("CLUSTER", "MYID"));
            Await.until(
                    () -> primary.command("PUBSUB", "CHANNELS", "dkredis:inbox:*") instanceof List<?> channels
                            && channels.size() == 2
                            && channels.stream()
                                    .allMatch(channel -> String.valueOf(channel).endsWith(":" + id)),
                    SOON,
                    () -> "the channels are " + primary.command("PUBSUB", "CHANNELS", "dkredis:inbox:*"));
        }
    }

    @Test
    void mutex_onEveryNode_isHandedOver() {
        for (String name : names("handed")) {
            List<Long> fences = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                DkRedis holder = i % 2 == 0 ? redis : other;
                DkRedis next = i % 2 == 0 ? other : redis;
                Lease lease = holder.mutex(name).acquire();
                fences.add(lease.fencingToken());
                CompletionStage<Lease> waiting = next.mutex(name).async().acquire();
                Await.until(
                        () -> (Long) primaryOf("dkredis:mutex:" + name)
                                        .command("LLEN", "dkredis:mutex-queue:{dkredis:mutex:" + name + "}")
                                == 1,
                        SOON);
                lease.release();
                Lease handed = waiting.toCompletableFuture().join();
                fences.add(handed.fencingToken());
                handed.release();
            }
            assertThat(fences).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void mutex_plannedFailoverThatKeptTheKey_leaseStaysHeldAndExcludesOthers() {
        String key = "dkredis:mutex:kept";
        Lease lease = redis.mutex("kept").acquire();
        RedisServer old = primaryOf(key);
        RedisServer promoted = cluster.failover(old); // it waits until the replica has everything
        lease.renew();
        assertThat(lease.isHeld()).isTrue();
        assertThat(other.mutex("kept").tryAcquire()).isEmpty();
        assertThat(promoted.command("EXISTS", key)).isEqualTo(1L);
        CompletableFuture<Lease> waiting = other.mutex("kept").async().acquire().toCompletableFuture();
        assertThat(lease.release()).isTrue();
        Lease next = waiting.join();
        assertThat(next.fencingToken()).isGreaterThan(lease.fencingToken());
        next.release();
    }

    @Test
    void mutex_slotMovedWhileAClientWaits_theWaiterGetsTheLock() {
        String key = "dkredis:mutex:moved";
        Lease lease = redis.mutex("moved").acquire();
        CompletableFuture<Lease> waiting =
                other.mutex("moved").async().acquire().toCompletableFuture();
        RedisServer old = primaryOf(key);
        RedisServer target = cluster.primaries().stream()
                .filter(node -> node != old)
                .findFirst()
                .orElseThrow();
        cluster.migrate(cluster.slot(key), target);
        lease.renew();
        assertThat(lease.release()).isTrue();
        Lease next = waiting.join();
        assertThat(next.fencingToken()).isGreaterThan(lease.fencingToken());
        next.release();
    }

    @Test
    void semaphore_onEveryNode_isPassedOn() {
        for (int i = 0; i < 6; i++) {
            String name = "semaphore" + i;
            Permit permit = redis.semaphore(name, 1).acquire();
            assertThat(other.semaphore(name, 1).tryAcquire()).isEmpty();
            CompletableFuture<?> waiting =
                    other.semaphore(name, 1).async().acquire().toCompletableFuture();
            permit.release();
            waiting.join();
        }
    }

    @Test
    void fetchLock_onEveryNode_wakesWaitingClients() {
        for (int i = 0; i < 6; i++) {
            String name = "fetch" + i;
            FetchLock fetcher = redis.fetchLock(name);
            assertThat(fetcher.shouldFetch()).isTrue();
            FetchLock waiter = other.fetchLock(name);
            assertThat(waiter.shouldFetch()).isFalse();
            CompletableFuture<Boolean> ended = CompletableFuture.supplyAsync(() -> waiter.awaitFetch(SOON));
            fetcher.close();
            assertThat(ended.join()).isTrue();
        }
    }
}
