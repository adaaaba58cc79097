package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.DkRedisBuilder;
import io.github.dkredis.support.SharedCluster;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.ClusterGroup;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RespConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of locks and their messages while slots move and nodes die. */
@ExtendWith(SharedCluster.class)
class ClusterLockFaultTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int HAND_OVERS = 20;
    private static final Pattern REFUSED_BY_MIGRATION = Pattern.compile("errorstat_TRYAGAIN:count=(\\d+)");

    private final ClusterGroup cluster;
    private DkRedis redis;
    private DkRedis other;

    ClusterLockFaultTest(ClusterGroup cluster) {
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
        Set<RedisServer> served = new HashSet<>();
        for (int i = 0; names.size() < cluster.primaries().size(); i++) {
            if (served.add(primaryOf("dkredis:mutex:" + prefix + i))) {
                names.add(prefix + i);
            }
        }
        return names;
    }

    // ---- messages

    /**
     * The nodes pass messages on to each other, and may lose some on that way, so each primary has an observer: it sees
     * what its own node publishes once each, and perhaps messages of the others.
     *
     * <p>Caught: a hand-over that is published twice; and one channel of a client for all nodes, which the client has
     * to subscribe on each of them, so that each message reaches it three times.
     */
    @Test
    void handOver_onEveryNode_isOneMessageToOneSubscriber() {
        List<String> names = names("told");
        Map<RedisServer, RespConnection> observers = new LinkedHashMap<>();
        try {
            for (RedisServer node : cluster.primaries()) {
                RespConnection observer = node.connect();
                observers.put(node, observer);
                observer.call("PSUBSCRIBE", "dkredis:inbox:*");
            }
            int handOvers = names.stream().mapToInt(this::handOverToAndFro).sum();
            assertThat(handOvers).isGreaterThan(names.size() * HAND_OVERS / 2);
            Set<Message> grants = new HashSet<>();
            observers.forEach((node, observer) -> {
                List<Message> seen = grantsUntilNow(node, observer);
                assertThat(seen).doesNotHaveDuplicates();
                grants.addAll(seen);
            });

            assertThat(grants).hasSize(handOvers);
            grants.stream()
                    .map(Message::channel)
                    .distinct()
                    .forEach(channel ->
                            assertThat(subscribers(channel)).as(channel).isEqualTo(1));
        } finally {
            observers.values().forEach(RespConnection::close);
        }
    }

    private record Message(String channel, String text) {}

    /**
     * Both clients hold the lock in turn; each time the other one waits in the queue.
     *
     * @return how often it was handed over; a holder that stops for longer than its first claim loses the lock instead
     */
    private int handOverToAndFro(String name) {
        int handOvers = 0;
        Lease held = redis.mutex(name).acquire();
        for (int i = 0; i < HAND_OVERS; i++) {
            CompletableFuture<Lease> waiting =
                    (i % 2 == 0 ? other : redis).mutex(name).async().acquire().toCompletableFuture();
            Await.until(() -> waiting.isDone() || waitsForAMessage(name), SOON);
            handOvers += held.release() ? 1 : 0;
            held = waiting.join();
        }
        held.close();
        return handOvers;
    }

    /** Whether a client is in the queue that does not poll, as a client does until its subscription stands. */
    private boolean waitsForAMessage(String name) {
        String key = "dkredis:mutex:" + name;
        Object first = primaryOf(key).command("LINDEX", "dkredis:mutex-queue:{" + key + "}", "0");
        return first != null && !String.valueOf(first).endsWith("p");
    }

    /**
     * Messages of one node reach its subscribers in their order, so nothing of the node is missing after an end mark.
     */
    private static List<Message> grantsUntilNow(RedisServer node, RespConnection observer) {
        String end = "end of " + node.port();
        node.command("PUBLISH", "dkredis:inbox:observer", end);
        List<Message> grants = new ArrayList<>();
        while (true) {
            List<?> pushed = (List<?>) observer.read(); // pmessage, the pattern, the channel, the text
            Message message = new Message(String.valueOf(pushed.get(2)), String.valueOf(pushed.get(3)));
            if (message.text().equals(end)) {
                return grants;
            }
            if (message.text().startsWith("grant")) {
                grants.add(message);
            }
        }
    }

    /** {@return how many connections to all nodes listen to a channel by its name} */
    private long subscribers(String channel) {
        return cluster.nodes().stream()
                .mapToLong(node -> (Long) ((List<?>) node.command("PUBSUB", "NUMSUB", channel)).get(1))
                .sum();
    }

    // ---- migration

    /** The lease would last for ten minutes. Caught: a release that is not sent again after it was refused. */
    @Test
    void mutex_releasedWhileItsSlotIsBeingMoved_isFreeOnceTheSlotHasArrived() {
        String key = "dkredis:mutex:released";
        int slot = cluster.slot(key);
        RedisServer target = cluster.primaries().stream()
                .filter(node -> node != primaryOf(key))
                .findFirst()
                .orElseThrow();
        Lease lease = redis.mutex("released").lease(Duration.ofMinutes(10)).acquire();
        long refusedBefore = refusedByMigration();

        cluster.beginMigration(slot, target);
        lease.close();
        Await.until(() -> refusedByMigration() > refusedBefore, SOON);
        assertThat(primaryOf(key).command("EXISTS", key)).isEqualTo(1L);
        cluster.moveKeys(slot, target);
        cluster.finishMigration(slot, target);

        Lease next = other.mutex("released").timeout(SOON).acquire();
        assertThat(next.fencingToken()).isGreaterThan(lease.fencingToken());
        next.close();
    }

    /** How many commands all nodes have refused because not all of their keys were there. */
    private long refusedByMigration() {
        return cluster.nodes().stream()
                .map(node -> REFUSED_BY_MIGRATION.matcher(String.valueOf(node.command("INFO", "errorstats"))))
                .filter(Matcher::find)
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    // ---- failover

    /**
     * The replica is cut off before the lock is taken, so it does not have the key when it takes over. Caught: a client
     * that goes on believing in its lease because the new primary answers.
     */
    @Test
    void mutex_failoverThatLostTheKey_holderIsToldAndTheNextFenceIsGreater() {
        String key = "dkredis:mutex:lost";
        RedisServer primary = primaryOf(key);
        RedisServer replica = cluster.replicaOf(primary);
        cutOff(replica, primary);
        try {
            AtomicInteger losses = new AtomicInteger();
            Lease lease = redis.mutex("lost").acquire().onLost(losses::incrementAndGet);

            assertThat(cluster.killPrimary(primary)).isSameAs(replica);
            Await.until(() -> losses.get() > 0, SOON);

            assertThat(replica.command("EXISTS", key)).isEqualTo(0L);
            assertThat(lease.isHeld()).isFalse();
            Lease next = other.mutex("lost").timeout(SOON).acquire();
            assertThat(next.fencingToken()).isGreaterThan(lease.fencingToken());
            next.close();
            assertThat(losses).hasValue(1);
        } finally {
            replica.command("CONFIG", "SET", "masterauth", SharedCluster.PASSWORD);
        }
    }

    /** From now on the replica gets nothing, and it takes over however old its data are. */
    private static void cutOff(RedisServer replica, RedisServer primary) {
        replica.command("CONFIG", "SET", "cluster-replica-validity-factor", "0");
        replica.command("CONFIG", "SET", "masterauth", "wrong");
        primary.command("CLIENT", "KILL", "TYPE", "replica");
        Await.until(
                () -> String.valueOf(replica.command("INFO", "replication")).contains("master_link_status:down"), SOON);
    }
}
