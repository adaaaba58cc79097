package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.limit.RateLimiter;
import io.github.dkredis.lock.LockInfo;
import io.github.dkredis.lock.MultiLease;
import io.github.dkredis.support.SharedCluster;
import io.github.dkredis.testkit.ClusterGroup;
import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Operations on many keys, whose slots belong to all three primaries of a cluster. */
@ExtendWith(SharedCluster.class)
class ClusterFeaturesTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final int MANY = 200;

    private final ClusterGroup cluster;
    private DkRedis redis;

    ClusterFeaturesTest(ClusterGroup cluster) {
        this.cluster = cluster;
    }

    @BeforeEach
    void connect() {
        redis = DkRedis.builder()
                .uri(cluster.uri().toString())
                .connectTimeout(Duration.ofSeconds(30))
                .timeout(Duration.ofSeconds(30))
                .keyPrefix("features:")
                .connect();
        cluster.primaries().forEach(node -> node.command("FLUSHALL")); // what other classes have left
    }

    @AfterEach
    void close() {
        redis.close();
        cluster.primaries().forEach(node -> node.command("FLUSHALL"));
    }

    private static List<String> names(String prefix) {
        return IntStream.range(0, MANY).mapToObj(i -> prefix + i).toList();
    }

    private void assertAllPrimariesHaveKeys() {
        assertThat(cluster.primaries()).allMatch(node -> !Long.valueOf(0).equals(node.command("DBSIZE")));
    }

    private long keys() {
        long keys = 0;
        for (RedisServer node : cluster.primaries()) {
            keys += (Long) node.command("DBSIZE");
        }
        return keys;
    }

    @Test
    void values_manyKeys_areSetReadAndRemovedOnAllNodes() {
        Map<String, String> all = names("v").stream().collect(Collectors.toMap(name -> name, name -> "of " + name));

        redis.values().setAll(all, LONG);
        assertAllPrimariesHaveKeys();
        List<String> wanted = new ArrayList<>(names("v"));
        wanted.add("missing");

        assertThat(redis.values().getAll(wanted, String.class)).containsExactlyInAnyOrderEntriesOf(all);
        assertThat(redis.values().removeAll(wanted)).isEqualTo(MANY);
        assertThat(keys()).isZero();
    }

    @Test
    void field_hashesOfAllNodes_areFound() {
        Map<String, String> expected = new HashMap<>();
        for (String name : names("h:")) {
            redis.hashes().set(name, Map.of("f", name, "g", "x"), LONG);
            expected.put(name, name);
        }
        assertAllPrimariesHaveKeys();

        assertThat(redis.hashes().field("h:*", "f")).isEqualTo(expected);
    }

    @Test
    void cooldownAndRateLimit_resourcesOfSeveralSlots_allOrNone() {
        List<String> resources = List.of("a", "b", "c", "d", "e");
        assertThat(redis.cooldown(List.of("c"), LONG).isAllowed()).isTrue();
        assertThat(redis.cooldown(resources, LONG).isAllowed()).isFalse();
        assertThat(redis.cooldown(List.of("a", "b", "d", "e"), LONG).isAllowed())
                .isTrue();

        Rate rate = new Rate(1, Duration.ofSeconds(1_000), 10);
        RateLimiter one = redis.rateLimiter("c", rate);
        RateLimiter others =
                redis.rateLimiter("a", rate).and("b", rate).and("d", rate).and("e", rate);
        assertThat(one.tryAcquire(10).isAllowed()).isTrue();
        assertThat(others.and("c", rate).tryAcquire().isAllowed()).isFalse();
        // what was taken from the others is given back, less a moment's worth
        assertThat(others.tryAcquire(9).isAllowed()).isTrue();
        assertThat(others.tryAcquire(2).isAllowed()).isFalse();
    }

    @Test
    void cache_manyKeys_areLoadedOnceWrittenRemovedAndCleared() {
        NamedCache<String, String> cache =
                redis.cache("many", String.class, CacheOptions.defaults().ttl(LONG));
        AtomicInteger loads = new AtomicInteger();
        Map<String, String> loaded = cache.getAll(names("k"), missing -> {
            loads.incrementAndGet();
            return missing.stream().collect(Collectors.toMap(key -> key, key -> "loaded"));
        });
        assertThat(loaded).hasSize(MANY);
        assertThat(loads).hasValue(1);
        assertAllPrimariesHaveKeys();

        cache.putAll(Map.of("k1", "put", "k2", "put"));
        cache.removeAll(List.of("k3", "k4"));
        Map<String, String> again = cache.getAll(
                names("k"), missing -> missing.stream().collect(Collectors.toMap(key -> key, key -> "again")));
        assertThat(again)
                .containsEntry("k0", "loaded")
                .containsEntry("k1", "put")
                .containsEntry("k2", "put")
                .containsEntry("k3", "again")
                .containsEntry("k4", "again");

        cache.clear();
        assertThat(cache.get("k0", key -> "after")).isEqualTo("after");
    }

    @Test
    void locks_namesOfAllNodes_areHeldTogetherAndListed() {
        List<String> names = names("l").subList(0, 20);
        try (MultiLease held = redis.mutexAll(names).acquire()) {
            assertThat(held.isHeld()).isTrue();
            assertThat(redis.locks().list()).extracting(LockInfo::name).containsExactlyInAnyOrderElementsOf(names);
        }
        assertThat(redis.locks().list()).isEmpty();
    }
}
