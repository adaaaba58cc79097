package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dkredis.DkRedis;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A server with {@code maxmemory} and without eviction. A former defect: {@code put} deleted before it stored, after
 * which Redis does not check its limit any more.
 */
@RedisTest(leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
@Timeout(60)
class CacheMemoryTest {

    private static final String TEXT = "x".repeat(10_000);
    private static final long MEGABYTES = 4;

    private static long used(RedisServer server) {
        return String.valueOf(server.command("INFO", "memory"))
                .lines()
                .filter(line -> line.startsWith("used_memory:"))
                .mapToLong(line -> Long.parseLong(line.substring(12).trim()))
                .sum();
    }

    /** Stores until the server refuses, and answers after how many. */
    private static int storedUntilRefused(RedisServer server, IntConsumer store) {
        long limit = used(server) + (MEGABYTES << 20);
        server.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
        server.command("CONFIG", "SET", "maxmemory", String.valueOf(limit));
        for (int i = 0; i < 2_000; i++) {
            int n = i;
            Throwable failure = catchThrowable(() -> store.accept(n));
            if (failure != null) {
                assertThat(failure)
                        .isInstanceOfSatisfying(
                                RedisUnavailableException.class,
                                e -> assertThat(e.reason()).isEqualTo(RedisUnavailableException.Reason.OUT_OF_MEMORY));
                assertThat(used(server)).isLessThan(limit + (2 << 20));
                return i;
            }
        }
        throw new AssertionError("never refused: " + used(server) + " bytes are used, with a limit of " + limit);
    }

    @Test
    void put_serverIsFull_fails(RedisServer server) {
        try (DkRedis redis = DkRedis.connect(server.uri().toString())) {
            NamedCache<String, String> cache =
                    redis.cache("c", String.class, CacheOptions.defaults().codec(Codec.string()));
            cache.put("k0", "old");
            assertThat(storedUntilRefused(server, i -> cache.put("k" + i, TEXT)))
                    .isPositive();
            // the server gives buffers of idle connections back; however much it does, it is full
            server.command("CONFIG", "SET", "maxmemory", "1");
            Throwable failure = catchThrowable(() -> cache.put("k0", TEXT + TEXT));
            assertThat(failure).isInstanceOf(RedisUnavailableException.class);
            assertThat(cache.get("k0")).contains(TEXT); // nothing has changed
            assertThat(cache.remove("k0")).isTrue();
        }
    }

    @Test
    void objectCachePut_serverIsFull_fails(RedisServer server) {
        try (DkRedis redis = DkRedis.connect(server.uri().toString())) {
            ObjectCache<Object> cache = redis.cache();
            assertThat(storedUntilRefused(server, i -> cache.put(i, TEXT))).isPositive();
        }
    }

    @Test
    void putAll_serverIsFull_fails(RedisServer server) {
        try (DkRedis redis = DkRedis.connect(server.uri().toString())) {
            ObjectCache<Object> cache = redis.cache();
            assertThat(storedUntilRefused(server, i -> cache.putAll(Map.of("a" + i, TEXT, "b" + i, TEXT))))
                    .isPositive();
        }
    }

    @Test
    void loads_serverIsFull_areReturnedAndLeaveNoLease(RedisServer server) {
        try (DkRedis redis = DkRedis.connect(server.uri().toString())) {
            NamedCache<String, String> cache =
                    redis.cache("c", String.class, CacheOptions.defaults().codec(Codec.string()));
            cache.get("k", key -> "v");
            storedUntilRefused(server, i -> cache.put("k" + i, TEXT));
            List<String> keys = IntStream.range(0, 300).mapToObj(i -> "x" + i).toList();
            long before = used(server);
            assertThat(cache.getAll(
                            keys, missing -> missing.stream().collect(Collectors.toMap(key -> key, key -> TEXT))))
                    .hasSize(300);
            assertThat(cache.get("y", key -> TEXT)).isEqualTo(TEXT);
            assertThat(used(server)).isLessThan(before + (2 << 20));
            // the server fills up between the lease and the fill
            server.command("CONFIG", "SET", "maxmemory", "0");
            assertThat(cache.get("z", key -> {
                        server.command("CONFIG", "SET", "maxmemory", "1");
                        return TEXT;
                    }))
                    .isEqualTo(TEXT);
            assertThat(cache.find("z").isHit()).isFalse();
            assertThat((List<?>) server.command("KEYS", "dkredis:cache-fill:*")).isEmpty();
        }
    }
}
