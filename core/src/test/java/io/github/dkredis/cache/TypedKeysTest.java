package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.codec.TypeRef;
import io.github.dkredis.support.ContractClient;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Named caches whose keys are not strings. */
@RedisTest(
        topologies = {Topology.SINGLE, Topology.SENTINEL, Topology.CLUSTER},
        servers = RedisTest.Servers.FIRST)
class TypedKeysTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    record Point(int x, String label) {}

    enum Color {
        RED,
        GREEN
    }

    private DkRedis redis;
    private RedisServer server;

    @BeforeEach
    void connect(RedisServer server) {
        this.server = server;
        redis = ContractClient.connect(server);
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void cache_ofEachKeyType_findsWhatItStored() {
        roundTrip("longs", Long.class, 7L, 8L);
        roundTrip("uuids", UUID.class, new UUID(1, 2), new UUID(1, 3));
        roundTrip("colors", Color.class, Color.RED, Color.GREEN);
        roundTrip("points", Point.class, new Point(1, "a,(b"), new Point(1, "a"));
        roundTrip("anything", Object.class, 1, "1");
    }

    private <K> void roundTrip(String name, Class<K> keyType, K key, K other) {
        NamedCache<K, String> cache = redis.cache(name, keyType, String.class);
        cache.put(key, "v");
        assertThat(cache.get(key)).contains("v");
        assertThat(cache.find(other).isHit()).isFalse();
        assertThat(cache.getAll(Set.of(key, other))).isEqualTo(Map.of(key, "v"));
        Map<K, String> loaded = cache.getAll(List.of(key, other), missing -> {
            assertThat(missing).allMatch(keyType::isInstance);
            return missing.stream().collect(Collectors.toMap(k -> k, String::valueOf));
        });
        assertThat(loaded).containsEntry(key, "v").containsKey(other);
        assertThat(cache.remove(key)).isTrue();
        assertThat(cache.get(key, k -> "loaded " + k)).isEqualTo("loaded " + key);
        assertThat(cache.async().get(key).toCompletableFuture().join()).contains("loaded " + key);
    }

    @Test
    void keys_ofDifferentTypes_areDifferentEntries() {
        NamedCache<Object, String> cache = redis.cache("any", Object.class, String.class);
        List<Object> keys = List.of(1, 1L, "1", 1.0, (short) 1, 0.0, -0.0, "%int:1", 'a', "a", true, "true");
        keys.forEach(key -> cache.put(key, key.getClass() + " " + key));
        assertThat(cache.getAll(keys))
                .hasSize(keys.size())
                .allSatisfy((key, value) -> assertThat(value).isEqualTo(key.getClass() + " " + key));
    }

    @Test
    void stringKey_inRedis_hasTheTextOfBefore() {
        redis.cache("texts", String.class).put("user:1 {a} 100%", "v");
        String generation = (String) server.command("GET", "dkredis:cache-generation:texts");
        assertThat(server.command("EXISTS", "dkredis:cache:texts:" + generation + ":user:1 %7Ba%7D 100%25"))
                .isEqualTo(1L);
    }

    @Test
    void nearCache_ofTypedKeys_isInvalidatedByOtherClients() {
        CacheOptions near = CacheOptions.defaults().codec(Codec.string()).nearCache(100);
        NamedCache<Point, String> cache = redis.cache("near", Point.class, String.class, near);
        Point key = new Point(1, "a{%,");
        cache.put(key, "old");
        Await.until(
                () -> {
                    cache.get(key);
                    return cache.stats().nearHits() > 0;
                },
                SOON);
        try (DkRedis other = ContractClient.connect(server)) {
            other.cache("near", Point.class, String.class, near).put(key, "new");
            Await.until(() -> cache.get(key).orElseThrow().equals("new"), SOON);
        }
    }

    @Test
    void invalidator_withATypedEntry_removesIt() {
        NamedCache<Long, String> cache = redis.cache("longs", Long.class, String.class);
        cache.put(7L, "old");
        redis.invalidator().saving(() -> List.of(cache.entry(7L)), () -> null);
        assertThat(cache.find(7L).isHit()).isFalse();
    }

    @Test
    void cache_openWithAnotherKeyType_isRefused() {
        NamedCache<Long, List<String>> cache = redis.cache("c", Long.class, new TypeRef<List<String>>() {});
        assertThat(redis.cache("c", Long.class, new TypeRef<List<String>>() {}, CacheOptions.defaults()))
                .isSameAs(cache);
        assertThatThrownBy(() -> redis.cache("c", new TypeRef<List<String>>() {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("other types");
        assertThatThrownBy(() -> redis.cache("threads", Thread.class, String.class))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat((List<?>) server.command("KEYS", "dkredis:cache-generation:*"))
                .isEmpty();
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void key_ofAnotherClass_isRefused() {
        NamedCache raw = redis.cache("longs", Long.class, String.class);
        assertThatThrownBy(() -> raw.get("7")).isInstanceOf(ClassCastException.class);
        assertThatThrownBy(() -> raw.put(7, "v")).isInstanceOf(ClassCastException.class);
        assertThatThrownBy(() -> raw.get(null)).isInstanceOf(NullPointerException.class);
    }
}
