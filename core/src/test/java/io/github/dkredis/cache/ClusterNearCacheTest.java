package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.support.SharedCluster;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.ClusterGroup;
import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A near cache over a cluster: every node tracks what was read from it. */
@ExtendWith(SharedCluster.class)
class ClusterNearCacheTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final CacheOptions NEAR =
            CacheOptions.defaults().codec(Codec.string()).nearCache(1_000);
    private static final List<String> KEYS =
            IntStream.range(0, 12).mapToObj(i -> "key" + i).toList();

    private final ClusterGroup cluster;

    ClusterNearCacheTest(ClusterGroup cluster) {
        this.cluster = cluster;
    }

    private DkRedis connect() {
        return DkRedis.builder()
                .uri(cluster.seeds())
                .timeout(Duration.ofSeconds(20))
                .connect();
    }

    /** Reads a key until the near cache has served it. */
    private static void keep(NamedCache<String, String> cache, String key, String value) {
        Await.until(
                () -> {
                    long before = cache.stats().nearHits();
                    assertThat(cache.get(key, missing -> value)).isEqualTo(value);
                    return cache.stats().nearHits() > before;
                },
                SOON,
                () -> "the near cache did not keep " + key);
    }

    private String entryOf(String cacheName, String key) {
        for (RedisServer primary : cluster.primaries()) {
            for (Object found : (List<?>) primary.command("KEYS", "dkredis:cache:" + cacheName + ":*:" + key)) {
                return String.valueOf(found);
            }
        }
        throw new AssertionError("no entry " + key);
    }

    /** Caught: {@code CLIENT TRACKING} on one node only. */
    @Test
    void get_entriesOfAllNodes_areServedUntilTheirNodeReportsAChange() {
        try (DkRedis redis = connect()) {
            NamedCache<String, String> cache = redis.cache("near-all", String.class, NEAR);
            KEYS.forEach(key -> keep(cache, key, "before"));
            for (String key : KEYS) {
                String entry = entryOf("near-all", key);
                cluster.primaryOf(cluster.slot(entry)).command("DEL", entry);
                Await.until(() -> cache.get(key, missing -> "after").equals("after"), SOON);
            }
        }
    }

    /** Caught: entries that are kept although another node has their slot now, and tracks nothing of them. */
    @Test
    void get_slotMovedOrFailedOver_changesAreSeen() {
        try (DkRedis redis = connect()) {
            NamedCache<String, String> cache = redis.cache("near-moved", String.class, NEAR);
            keep(cache, "a", "before");
            String entry = entryOf("near-moved", "a");
            int slot = cluster.slot(entry);
            RedisServer target = cluster.primaries().stream()
                    .filter(node -> node != cluster.primaryOf(slot))
                    .findFirst()
                    .orElseThrow();
            cluster.migrate(slot, target);
            target.command("DEL", entry);
            Await.until(() -> cache.get("a", missing -> "moved").equals("moved"), SOON);

            keep(cache, "a", "moved");
            RedisServer promoted = cluster.failover(target);
            promoted.command("DEL", entry);
            Await.until(() -> cache.get("a", missing -> "failed over").equals("failed over"), SOON);
        }
    }

    /**
     * Caught: a heartbeat that is a {@code PING}, which such a node answers. A node refuses to read when it is cut off
     * from the others for as long as {@code cluster-node-timeout}; here it does because a slot is not served.
     */
    @Test
    void get_nodeRefusesToRead_entriesAreNotServedAnyMore() {
        try (RedisServer single =
                RedisServer.builder().config("cluster-enabled", "yes").start()) {
            String[] all =
                    IntStream.range(0, 16_384).mapToObj(Integer::toString).toArray(String[]::new);
            single.command(words("ADDSLOTS", all));
            Await.until(() -> String.valueOf(single.command("CLUSTER", "INFO")).contains("cluster_state:ok"), SOON);
            try (DkRedis redis = DkRedis.connect(single.uri().toString())) {
                NamedCache<String, String> cache = redis.cache("near-cut", String.class, NEAR);
                keep(cache, "a", "before");
                int unused = cluster.slot("dkredis:cache-generation:near-cut") == 16_383 ? 16_382 : 16_383;
                single.command(words("DELSLOTS", Integer.toString(unused)));
                Await.until(() -> cache.get("a", missing -> "after").equals("after"), SOON);
            }
        }
    }

    private static String[] words(String command, String... slots) {
        String[] words = new String[slots.length + 2];
        words[0] = "CLUSTER";
        words[1] = command;
        System.arraycopy(slots, 0, words, 2, slots.length);
        return words;
    }
}
