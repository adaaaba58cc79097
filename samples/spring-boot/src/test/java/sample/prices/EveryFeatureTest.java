package sample.prices;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.cache.CacheEvict;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.cache.Cached;
import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.codec.TypeRef;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.lock.Candidacy;
import io.github.dkredis.lock.FetchLock;
import io.github.dkredis.lock.Lease;
import io.github.dkredis.lock.MultiLease;
import io.github.dkredis.lock.Permit;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.WithRedis;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.integration.support.locks.LockRegistry;

/** Every feature once, with the libraries that this line of Spring Boot manages, JUnit included. */
@WithRedis
class EveryFeatureTest {

    private static final Queue<String> OBSERVED = new ConcurrentLinkedQueue<>();

    private static ConfigurableApplicationContext context;
    private static DkRedis redis;

    @EnableAutoConfiguration
    static class Application {

        @Bean
        ObservationHandler<Observation.Context> observer() {
            return new ObservationHandler<>() {
                @Override
                public void onStop(Observation.Context observed) {
                    OBSERVED.add(observed.getName());
                }

                @Override
                public boolean supportsContext(Observation.Context observed) {
                    return true;
                }
            };
        }
    }

    /** Prices as an interface whose methods are cached. */
    interface Offers {

        @Cached(cache = "offers", key = "offer_{0}")
        Price offer(String article);

        @CacheEvict(cache = "offers", key = "offer_{0}")
        void withdraw(String article);
    }

    @BeforeAll
    static void start(RedisServer server) {
        context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--spring.data.redis.url=" + server.uri(),
                        "--dkredis.observations=true",
                        "--dkredis.timeout=30s", // the machine may be slow
                        "--spring.main.banner-mode=off",
                        "--logging.level.root=warn");
        redis = context.getBean(DkRedis.class);
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    private static Price price(String article) {
        return new Price(article, new BigDecimal("9.95"), "EUR");
    }

    @Test
    void values_ofEachCodec_areReadAsWritten() {
        for (Codec codec : List.of(Codec.pickle(), Codec.json())) {
            redis.values(codec).set("price", price("lamp"));
            assertThat(redis.values(codec).get("price", Price.class)).contains(price("lamp"));
            redis.values(codec).set("prices", List.of(price("lamp")));
            assertThat(redis.values(codec).get("prices", new TypeRef<List<Price>>() {}))
                    .contains(List.of(price("lamp")));
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
        try (MultiLease both = redis.mutexAll(List.of("a", "b")).acquire()) {
            assertThat(both.fencingToken("a")).isPositive();
        }
    }

    @Test
    void leader_isElected() throws InterruptedException {
        CountDownLatch elected = new CountDownLatch(1);
        try (Candidacy candidacy = redis.leader("billing").onElected(term -> elected.countDown())) {
            assertThat(elected.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(candidacy.isLeader()).isTrue();
        }
    }

    @Test
    void locksOfSpringIntegrationAndShedLock_areMutexes() {
        Lock lock = context.getBean(LockRegistry.class).obtain("orders");
        lock.lock();
        assertThat(redis.locks().get("spring:orders")).isPresent();
        lock.unlock();

        context.getBean(LockProvider.class)
                .lock(new LockConfiguration(Instant.now(), "job", Duration.ofMinutes(1), Duration.ZERO))
                .ifPresentOrElse(
                        held -> {
                            assertThat(redis.locks().get("shedlock:job")).isPresent();
                            held.unlock();
                        },
                        () -> assertThat(true).as("the lock is free").isFalse());
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
        assertThat(redis.cache().get("object", key -> "loaded")).isEqualTo("loaded");
        assertThat(redis.cached("square:{0}", Duration.ofMinutes(1), Integer.class, (Integer n) -> n * n)
                        .apply(3))
                .isEqualTo(9);
    }

    @Test
    void cachedInterface_isCalledOnce() {
        Queue<String> calls = new ConcurrentLinkedQueue<>();
        redis.cache("offers", Price.class, CacheOptions.defaults());
        Offers offers = redis.cachedProxy(Offers.class, new Offers() {
            @Override
            public Price offer(String article) {
                calls.add(article);
                return price(article);
            }

            @Override
            public void withdraw(String article) {}
        });

        assertThat(offers.offer("lamp")).isEqualTo(offers.offer("lamp"));
        assertThat(calls).hasSize(1);
        offers.withdraw("lamp");
        offers.offer("lamp");
        assertThat(calls).hasSize(2);
    }

    @Test
    void invalidator_aroundATransaction_leavesTheNewValue() {
        NamedCache<String, Price> cache = redis.cache("saved", Price.class);
        cache.put("lamp", price("old"));

        redis.invalidator().saving(() -> List.of(cache.entry("lamp", price("new"))), () -> {
            assertThat(cache.find("lamp").isHit()).isFalse();
            return null;
        });

        assertThat(cache.get("lamp")).contains(price("new"));
    }

    @Test
    void metersAndObservations_areMade() {
        redis.cache("observed", String.class).get("k", key -> "v");
        redis.mutex("observed").run(() -> {});

        assertThat(OBSERVED).contains("dkredis.cache.load", "dkredis.lock.acquire");
        assertThat(context.getBean(MeterRegistry.class).get("dkredis.commands").timers())
                .isNotEmpty();
    }
}
