package sample.prices;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.codec.TypeRef;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.lock.FetchLock;
import io.github.dkredis.lock.Lease;
import io.github.dkredis.lock.Permit;
import io.github.dkredis.testkit.RedisServer;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Every feature once, with the libraries that this line of Spring Boot manages. */
class EveryFeatureTest {

    private static RedisServer server;
    private static ConfigurableApplicationContext context;
    private static DkRedis redis;

    @EnableAutoConfiguration
    static class Application {}

    @BeforeAll
    static void start() {
        server = RedisServer.start();
        context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--spring.data.redis.url=" + server.uri(),
                        "--spring.main.banner-mode=off",
                        "--logging.level.root=warn");
        redis = context.getBean(DkRedis.class);
    }

    @AfterAll
    static void stop() {
        context.close();
        server.close();
    }

    @Test
    void values_ofEachCodec_areReadAsWritten() {
        Price price = new Price("lamp", new BigDecimal("9.95"), "EUR");
        for (Codec codec : List.of(Codec.pickle(), Codec.json())) {
            redis.values(codec).set("price", price);
            assertThat(redis.values(codec).get("price", Price.class)).contains(price);
            redis.values(codec).set("prices", List.of(price));
            assertThat(redis.values(codec).get("prices", new TypeRef<List<Price>>() {})).contains(List.of(price));
        }
        redis.values().set("last", 1);
        assertThat(redis.values().async().pop("last").toCompletableFuture().join()).isPresent();
    }

    @Test
    void hashesAndAtomics_areUsed() {
        redis.hashes().set("user:1", Map.of("name", "ann", "age", "3"));
        assertThat(redis.hashes().field("user:*", "name")).containsExactly(Map.entry("user:1", "ann"));
        redis.atomics().increment("n", 41);
        assertThat(redis.atomics().increment("n", 1)).isEqualTo(42);
        assertThat(redis.atomics().update("text", old -> "new")).isEqualTo("new");
        redis.atomics().setMax("high", 7);
    }

    @Test
    void locks_areHeldAndHandedOver() {
        try (Lease lease = redis.mutex("m").acquire()) {
            assertThat(redis.locks().get("m")).isPresent();
            assertThat(redis.mutex("m").tryAcquire()).isEmpty();
            assertThat(lease.fencingToken()).isPositive();
        }
        try (Permit permit = redis.semaphore("s", 2).acquire()) {
            assertThat(permit.slot()).isBetween(0, 1);
        }
        try (FetchLock lock = redis.fetchLock("fetch")) {
            assertThat(lock.shouldFetch()).isTrue();
        }
        redis.mutexAll(List.of("a", "b")).acquire().close();
    }

    @Test
    void limits_refuse() {
        assertThat(redis.cooldown(List.of("mail"), Duration.ofMinutes(1)).isAllowed()).isTrue();
        assertThat(redis.cooldown(List.of("mail"), Duration.ofMinutes(1)).isAllowed()).isFalse();
        assertThat(redis.rateLimiter("r", Rate.of(1, Duration.ofHours(1))).tryAcquire().isAllowed()).isTrue();
        assertThat(redis.rateLimiter("r", Rate.of(1, Duration.ofHours(1))).tryAcquire().isAllowed()).isFalse();
    }

    @Test
    void caches_loadOnce() {
        for (Codec codec : List.of(Codec.pickle(), Codec.json())) {
            NamedCache<String, Price> cache = redis.cache(
                    "prices-" + codec, Price.class, CacheOptions.defaults().codec(codec).nearCache(10));
            Price loaded = cache.get("lamp", key -> new Price(key, BigDecimal.ONE, "EUR"));
            assertThat(cache.get("lamp", key -> new Price("other", BigDecimal.TEN, "EUR"))).isEqualTo(loaded);
        }
        assertThat(redis.cached("square:{0}", Duration.ofMinutes(1), Integer.class, (Integer n) -> n * n)
                        .apply(3))
                .isEqualTo(9);
    }
}
