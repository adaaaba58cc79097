package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.lock.Lease;
import io.github.dkredis.lock.Mutex;
import io.github.dkredis.support.SharedCluster;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.ClusterGroup;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A real cluster: commands find their node, while slots move and nodes change their roles. */
@ExtendWith(SharedCluster.class)
class ClusterTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final ClusterGroup cluster;
    private final Queue<DkRedisEvent> events = new ConcurrentLinkedQueue<>();
    private DkRedis redis;

    ClusterTest(ClusterGroup cluster) {
        this.cluster = cluster;
    }

    @BeforeEach
    void connect() {
        redis = builder().connect();
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private DkRedisBuilder builder() {
        return DkRedis.builder()
                .uri(cluster.seeds())
                .timeout(Duration.ofSeconds(20))
                .listener(events::add);
    }

    private static List<String> keys(String name) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            keys.add(name + i);
        }
        return keys;
    }

    /** A primary that does not serve the slot. */
    private RedisServer otherPrimary(int slot) {
        RedisServer owner = cluster.primaryOf(slot);
        return cluster.primaries().stream()
                .filter(node -> node != owner)
                .findFirst()
                .orElseThrow();
    }

    // ---- routing

    @Test
    void commands_keysOfAllNodes_reachTheirPrimaries() {
        for (String key : keys("routed")) {
            redis.values().set(key, key);
            redis.atomics().increment("count-" + key, 2);
            assertThat(redis.values().get(key, String.class)).contains(key);
            assertThat(redis.atomics().increment("count-" + key, 3)).isEqualTo(5);
            assertThat(cluster.primaryOf(cluster.slot(key)).command("EXISTS", key))
                    .isEqualTo(1L);
        }
        assertThat(cluster.primaries())
                .allSatisfy(node -> assertThat((Long) node.command("DBSIZE")).isPositive());
    }

    /**
     * What begins before the first connection does not know that this is a cluster. Planted once: such requests are
     * sent all the same. A walk over all keys saw those of one node only.
     */
    @Test
    void startWithoutServer_nodesComeLater_isRecognizedAsACluster() {
        keys("late").forEach(key -> redis.hashes().set(key, Map.of("f", "v")));
        try (FaultProxy proxy = FaultProxy.inFrontOf(cluster.primaries().get(0))) {
            proxy.refuse();
            String uri = "redis://:" + SharedCluster.PASSWORD + "@127.0.0.1:" + proxy.port();
            try (DkRedis late = builder().uri(uri).startWithoutServer().connect()) {
                assertThat(catchThrowableOfType(RedisUnavailableException.class, late::ping)
                                .reason())
                        .isEqualTo(Reason.UNREACHABLE);
                catchThrowable(() -> late.mutex("late").acquire()); // wants the connections for messages
                proxy.accept();

                Map<String, String> found = null;
                long end = System.nanoTime() + SOON.toNanos();
                while (found == null && System.nanoTime() < end) {
                    try { // without a pause, so that calls begin at any moment of the first connection
                        found = late.hashes().field("late*", "f");
                    } catch (RedisUnavailableException e) {
                        assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE);
                    }
                }
                assertThat(found).containsOnlyKeys(keys("late"));
                late.values().setAll(Map.of("{a}1", 1, "{b}2", 2));
                assertThat(late.values().getAll(List.of("{a}1", "{b}2"))).hasSize(2);

                Lease held = redis.mutex("late").acquire(); // handed over by a message of the right channel
                CompletableFuture<Lease> waiting =
                        late.mutex("late").async().acquire().toCompletableFuture();
                Await.until(() -> redis.locks().get("late").orElseThrow().waitingClients() == 1, SOON);
                held.close();
                waiting.join().close();
            }
        }
    }

    @Test
    void connect_oneNode_findsTheOthers() {
        for (RedisServer node : cluster.nodes()) { // replicas too
            try (DkRedis other = DkRedis.builder()
                    .uri("redis://:" + SharedCluster.PASSWORD + "@127.0.0.1:" + node.port())
                    .connect()) {
                keys("one-node").forEach(key -> other.values().set(key, 1));
            }
        }
    }

    @Test
    void connect_firstNodesUnreachable_usesAnother() {
        String seeds = "redis://:" + SharedCluster.PASSWORD + "@127.0.0.1:1,127.0.0.1:"
                + cluster.nodes().get(2).port();
        try (DkRedis other = DkRedis.connect(seeds)) {
            keys("unreachable").forEach(key -> other.values().set(key, 1));
        }
    }

    @Test
    void connect_severalNodesInTheEnvironment_areUsedAsACluster() {
        String seeds = "redis://:" + SharedCluster.PASSWORD + "@127.0.0.1:1,127.0.0.1:"
                + cluster.nodes().get(4).port();
        try (DkRedis other = DkRedis.builder(Map.of("REDIS_URL", seeds)).connect()) {
            keys("environment").forEach(key -> other.values().set(key, 1));
        }
    }

    @Test
    void keyPrefix_isPartOfTheRoutedKey() {
        try (DkRedis other = builder().keyPrefix("app:").connect()) {
            for (String key : keys("prefixed")) {
                other.values().set(key, key);
                assertThat(redis.values().get("app:" + key, String.class)).contains(key);
            }
        }
    }

    @Test
    void ping_isAnswered() {
        redis.ping();
    }

    // ---- bad addresses

    @Test
    void connect_databaseNumber_isRefusedWithASentence() {
        RedisUnavailableException refusal =
                catchThrowableOfType(RedisUnavailableException.class, () -> DkRedis.connect(cluster.uri() + "/3"));
        assertThat(refusal.reason()).isEqualTo(Reason.UNSUPPORTED_SERVER);
        assertThat(refusal).hasMessageContaining("has the database 0 only");
    }

    @Test
    void connect_severalSingleServers_areRefusedWithASentence() {
        try (RedisServer single = RedisServer.start()) {
            String uri = single.uri() + "," + single.uri();
            assertThatThrownBy(() -> DkRedis.connect(uri))
                    .isInstanceOf(RedisUnavailableException.class)
                    .hasMessageContaining("several addresses are for the nodes of a Redis Cluster");
        }
    }

    @Test
    void connect_seedsOfTwoClusters_areRefusedWithASentence() {
        try (RedisServer other = RedisServer.builder()
                .config("cluster-enabled", "yes")
                .password(SharedCluster.PASSWORD)
                .start()) {
            String uri = cluster.uri() + ",redis://:" + SharedCluster.PASSWORD + "@127.0.0.1:" + other.port();
            RedisUnavailableException refusal =
                    catchThrowableOfType(RedisUnavailableException.class, () -> DkRedis.connect(uri));
            assertThat(refusal.reason()).isEqualTo(Reason.UNSUPPORTED_SERVER);
            assertThat(refusal).hasMessageContaining("nodes of two different clusters");
        }
    }

    @Test
    void commands_slotThatNoNodeServes_failWithATypedErrorAtTheDeadline() {
        try (RedisServer empty =
                        RedisServer.builder().config("cluster-enabled", "yes").start();
                DkRedis other = DkRedis.builder()
                        .uri(empty.uri().toString())
                        .timeout(Duration.ofMillis(500))
                        .connect()) {
            RedisUnavailableException failure = catchThrowableOfType(
                    RedisUnavailableException.class, () -> other.values().set("a", 1));
            assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
            assertThat(failure)
                    .hasMessageContaining("no node of the cluster is known to serve its hash slot " + cluster.slot("a")
                            + ". Look at CLUSTER SLOTS");
        }
    }

    @Test
    void commands_slotThatNoNodeServesAnyMore_failWithATypedErrorAtTheDeadline() {
        try (RedisServer node =
                RedisServer.builder().config("cluster-enabled", "yes").start()) {
            node.command(allSlots());
            Await.until(() -> String.valueOf(node.command("CLUSTER", "INFO")).contains("cluster_state:ok"), SOON);
            try (DkRedis other = DkRedis.builder()
                    .uri(node.uri().toString())
                    .timeout(Duration.ofSeconds(1))
                    .connect()) {
                node.command("CLUSTER", "DELSLOTS", Integer.toString(cluster.slot("a")));
                // A read, because a write that is on its way again at the deadline has an unknown outcome.
                RedisUnavailableException failure = catchThrowableOfType(
                        RedisUnavailableException.class, () -> other.values().get("a"));
                assertThat(failure.reason()).isEqualTo(Reason.BUSY);
                assertThat(failure).hasMessageContaining("cannot serve it now (CLUSTERDOWN); try again later");
            }
        }
    }

    @Test
    void connect_userWithoutTheRightToAsk_isToldWhichRightIsMissing() {
        try (RedisServer node =
                RedisServer.builder().config("cluster-enabled", "yes").start()) {
            node.command("ACL", "SETUSER", "app", "on", ">pw", "~*", "&*", "+@all", "-cluster");
            RedisUnavailableException refusal = catchThrowableOfType(
                    RedisUnavailableException.class, () -> DkRedis.connect("redis://app:pw@127.0.0.1:" + node.port()));
            assertThat(refusal.reason()).isEqualTo(Reason.AUTHENTICATION);
            assertThat(refusal).hasMessageContaining("+cluster|slots +cluster|nodes +cluster|myid");
        }
    }

    @Test
    void commands_announcedAddressUnreachable_failWithATypedErrorThatNamesIt() {
        try (RedisServer node = RedisServer.builder()
                .config("cluster-enabled", "yes")
                .config("cluster-announce-ip", "127.0.0.1")
                .config("cluster-announce-port", "1")
                .start()) {
            node.command(allSlots());
            Await.until(() -> String.valueOf(node.command("CLUSTER", "INFO")).contains("cluster_state:ok"), SOON);
            try (DkRedis other = DkRedis.builder()
                    .uri(node.uri().toString())
                    .timeout(Duration.ofMillis(500))
                    .connect()) {
                RedisUnavailableException failure = catchThrowableOfType(
                        RedisUnavailableException.class, () -> other.values().set("a", 1));
                assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
                assertThat(failure).hasMessageContaining("127.0.0.1:1");
            }
        }
    }

    private static String[] allSlots() {
        return Stream.concat(
                        Stream.of("CLUSTER", "ADDSLOTS"),
                        IntStream.range(0, 16_384).mapToObj(Integer::toString))
                .toArray(String[]::new);
    }

    // ---- migration

    @Test
    void commands_slotMoved_followItAndLearn() {
        redis.values().set("moved", "before");
        int slot = cluster.slot("moved");
        cluster.migrate(slot, otherPrimary(slot));
        assertThat(redis.values().get("moved", String.class)).contains("before");
        redis.values().set("moved", "after");
        assertThat(redis.values().pop("moved", String.class)).contains("after");
    }

    /** Caught: a command that is sent without ASKING. */
    @Test
    void commands_slotIsBeingMoved_goToTheNodeThatHasTheKey() {
        int slot = cluster.slot("{ask}");
        RedisServer target = otherPrimary(slot);
        redis.values().set("{ask}old", "here");
        cluster.beginMigration(slot, target);
        List<CompletableFuture<?>> sent = new ArrayList<>();
        for (int i = 0; i < 300; i++) { // of all nodes, so that other commands could come between
            sent.add(redis.atomics().async().increment("{ask}counter", 1).toCompletableFuture());
            sent.add(redis.values().async().set("filler" + i, i).toCompletableFuture());
        }
        sent.forEach(CompletableFuture::join);
        assertThat(redis.values().get("{ask}old", String.class)).contains("here");
        assertThat(redis.atomics().increment("{ask}counter", 0)).isEqualTo(300);

        cluster.moveKeys(slot, target);
        assertThat(redis.values().get("{ask}old", String.class)).contains("here");
        cluster.finishMigration(slot, target);
        assertThat(redis.atomics().increment("{ask}counter", 0)).isEqualTo(300);
        assertThat(target.command("EXISTS", "{ask}counter")).isEqualTo(1L);
    }

    @Test
    void mutex_slotIsBeingMoved_heldLeaseIsRenewedAndAcquiringWaits() {
        Mutex mutex = redis.mutex("migrating");
        int slot = cluster.slot("dkredis:mutex:migrating");
        RedisServer target = otherPrimary(slot);
        List<Long> fences = new ArrayList<>();
        CompletableFuture<Lease> second;
        try (DkRedis other = builder().connect()) {
            try (Lease lease = mutex.acquire()) {
                fences.add(lease.fencingToken());
                cluster.beginMigration(slot, target);
                lease.renew();
                cluster.moveKeys(slot, target);
                lease.renew();
                second = other.mutex("migrating")
                        .async()
                        .acquire()
                        .thenApply(async -> {
                            fences.add(async.fencingToken());
                            async.release();
                            return (Lease) null;
                        })
                        .toCompletableFuture();
                cluster.finishMigration(slot, target);
                lease.renew();
                assertThat(lease.isHeld()).isTrue();
            }
            second.join();
        }
        assertThat(fences).hasSize(2).isSorted().doesNotHaveDuplicates();
    }

    // ---- failover

    @Test
    void commands_plannedFailover_goToTheNewPrimary() {
        redis.values().set("planned", "before");
        RedisServer old = cluster.primaryOf(cluster.slot("planned"));
        RedisServer promoted = cluster.failover(old);
        for (String key : keys("planned")) {
            redis.values().set(key, key);
        }
        redis.values().set("planned", "after");
        assertThat(promoted.command("EXISTS", "planned")).isEqualTo(1L);
    }

    @Test
    void commands_primaryKilled_waitForItsReplicaAndLeaveTheOthersAlone() {
        List<String> keys = keys("killed");
        keys.forEach(key -> redis.values().set(key, "before"));
        RedisServer victim = cluster.primaryOf(cluster.slot("killed0"));
        CompletableFuture<RedisServer> kill = CompletableFuture.supplyAsync(() -> cluster.killPrimary(victim));
        Await.until(() -> !victim.isRunning(), SOON);
        for (String key : keys) {
            assertThat(redis.values().get(key, String.class)).contains("before");
            redis.values().set(key, "after");
        }
        kill.join();
        assertThat(redis.values().get("killed0", String.class)).contains("after");
    }
}
