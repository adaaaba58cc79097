package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.cache.CacheInvalidator;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.cache.LoadingCache;
import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.codec.TypeRef;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.limit.RateLimiter;
import io.github.dkredis.lock.FetchLock;
import io.github.dkredis.lock.Lease;
import io.github.dkredis.lock.MultiLease;
import io.github.dkredis.lock.Mutex;
import io.github.dkredis.lock.Permit;
import io.github.dkredis.lock.Semaphore;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every object that a program gets says what it is, and nothing secret. */
@RedisTest(servers = RedisTest.Servers.FIRST)
class ToStringTest {

    private static final String PASSWORD = "hunter2";

    @Test
    void toString_ofEveryFeature_saysWhatItIsAndNothingSecret(RedisServer server) {
        server.command("ACL", "SETUSER", "app", "on", ">" + PASSWORD, "~*", "&*", "+@all");
        DkRedisBuilder builder = DkRedis.builder().uri("redis://app:" + PASSWORD + "@127.0.0.1:" + server.port());
        try (DkRedis redis = builder.connect();
                Lease lease = redis.mutex("m").acquire();
                Permit permit = redis.semaphore("s", 1).acquire();
                MultiLease both = redis.mutexAll(List.of("a", "b")).acquire();
                FetchLock fetch = redis.fetchLock("f", Duration.ofMinutes(1))) {
            Mutex mutex = redis.mutex("m");
            Semaphore semaphore = redis.semaphore("s", 1);
            RateLimiter limiter = redis.rateLimiter("r", Rate.of(1, Duration.ofSeconds(1)));
            NamedCache<String, String> cache = redis.cache("c", String.class);
            LoadingCache<String, String> loading = cache.loading(key -> key);
            CacheInvalidator invalidator = redis.invalidator();
            CacheOptions options =
                    CacheOptions.defaults().codec(Codec.json()).nearCache(10).staleWindow(Duration.ofSeconds(2));

            List<Object> all = Stream.<Stream<Object>>of(
                            Stream.of(builder, redis, options, Codec.pickle(), Codec.json(), Codec.string()),
                            Stream.of(Codec.bytes().compressed(), new TypeRef<List<String>>() {}),
                            Stream.of(redis.values(), redis.values().async(), redis.hashes()),
                            Stream.of(
                                    redis.hashes().async(),
                                    redis.atomics(),
                                    redis.atomics().async()),
                            Stream.of(mutex, mutex.async(), mutex.asLock(), lease, lease.async()),
                            Stream.of(redis.mutexAll(List.of("a", "b")), both, both.async()),
                            Stream.of(
                                    redis.mutexAll(List.of("a", "b")).async(),
                                    redis.locks(),
                                    redis.locks().async()),
                            Stream.of(redis.locks().list(), semaphore, semaphore.async(), permit, permit.async()),
                            Stream.of(fetch, fetch.async(), redis.fetchLocks(), redis.leader("l")),
                            Stream.of(limiter, limiter.async(), limiter.tryAcquire()),
                            Stream.of(cache, cache.async(), loading, loading.async(), cache.find("k"), cache.stats()),
                            Stream.of(
                                    cache.entry("k"),
                                    redis.cache(),
                                    redis.cache().async()),
                            Stream.of(
                                    invalidator,
                                    invalidator.async(),
                                    redis.values().ttl("k")))
                    .flatMap(part -> part)
                    .toList();

            assertThat(all)
                    .allSatisfy(object -> assertThat(object.toString())
                            .as(object.getClass().getName())
                            .doesNotContain(PASSWORD)
                            .doesNotContainPattern("@[0-9a-f]{3,}"));
            assertThat(options).hasToString("CacheOptions[json, ttl 1800000 ms, near cache, stale window 2000 ms]");
            assertThat(mutex.async()).hasToString("Async" + mutex);
        }
    }
}
