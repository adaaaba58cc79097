package io.github.dkredis.guides;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.lock.Lease;
import io.github.dkredis.spring.DkRedisCacheManager;
import io.github.dkredis.spring.DkRedisCachingConfigurer;
import io.github.dkredis.spring.DkRedisLockRegistry;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.WithRedis;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.SessionCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.integration.redis.util.RedisLockRegistry;

/** The code of the guide for users of Spring Data Redis and Spring's cache, before and after, on one server. */
@WithRedis
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FromSpringDataRedisTest {

    record Product(long id, String name) implements Serializable {}

    private static final AtomicInteger LOADS = new AtomicInteger();

    private static Product load(long id) {
        LOADS.incrementAndGet();
        return new Product(id, "chair");
    }

    static class Products {

        @Cacheable(cacheNames = "products", sync = true)
        public Product product(long id) {
            return load(id);
        }

        @CacheEvict("products")
        public void discontinue(long id) {}
    }

    @Configuration
    @EnableCaching
    static class CacheBefore {

        @Bean
        RedisCacheManager cacheManager(RedisConnectionFactory connections) {
            return RedisCacheManager.builder(connections)
                    .cacheDefaults(RedisCacheConfiguration.defaultCacheConfig().entryTtl(Duration.ofMinutes(5)))
                    .build();
        }
    }

    @Configuration
    @EnableCaching
    static class CacheAfter {

        @Bean
        DkRedisCacheManager cacheManager(DkRedis redis) {
            return DkRedisCacheManager.builder(redis)
                    .defaults(CacheOptions.defaults().codec(Codec.json()).ttl(Duration.ofMinutes(5)))
                    .build();
        }

        @Bean
        DkRedisCachingConfigurer cachingConfigurer(DkRedisCacheManager manager) {
            return new DkRedisCachingConfigurer(manager);
        }
    }

    private RedisServer server;
    private LettuceConnectionFactory connections;
    private StringRedisTemplate template;
    private DkRedis redis;

    private int reports;

    @BeforeAll
    void connect(RedisServer shared) {
        server = shared;
        this.connections = new LettuceConnectionFactory(server.host(), server.port());
        connections.afterPropertiesSet();
        connections.start();
        this.template = new StringRedisTemplate(connections);
        this.redis = Clients.connect(server);
    }

    @AfterAll
    void close() {
        connections.destroy();
        redis.close();
    }

    private void writeReport() {
        reports++;
    }

    // ---- cache

    private int loadsOfTwoCalls(Class<?> configuration) {
        LOADS.set(0);
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.registerBean(DkRedis.class, () -> redis, definition -> definition.setDestroyMethodName(""));
            context.registerBean(
                    RedisConnectionFactory.class, () -> connections, definition -> definition.setDestroyMethodName(""));
            context.register(configuration, Products.class);
            context.refresh();
            Products products = context.getBean(Products.class);
            assertThat(products.product(7)).isEqualTo(products.product(7)).isEqualTo(new Product(7, "chair"));
            int loads = LOADS.get();
            products.discontinue(7);
            return loads;
        }
    }

    @Test
    void cache_beforeAndAfter_callsTheMethodOnce() {
        assertThat(loadsOfTwoCalls(CacheBefore.class)).isEqualTo(1);
        assertThat(loadsOfTwoCalls(CacheAfter.class)).isEqualTo(1);
    }

    // ---- locks

    private void lockBefore() {
        RedisLockRegistry registry = new RedisLockRegistry(connections, "locks");
        Lock lock = registry.obtain("report");
        lock.lock();
        try {
            writeReport();
        } finally {
            lock.unlock();
        }
    }

    private void lockAfter() {
        DkRedisLockRegistry registry = new DkRedisLockRegistry(redis);
        Lock lock = registry.obtain("report");
        lock.lock();
        try {
            writeReport();
        } finally {
            lock.unlock();
        }
    }

    private void flagBefore() {
        if (Boolean.TRUE.equals(template.opsForValue().setIfAbsent("lock:report", "me", Duration.ofSeconds(30)))) {
            try {
                writeReport();
            } finally {
                template.delete("lock:report");
            }
        }
    }

    private void flagAfter() {
        try (Lease lease = redis.mutex("report").tryAcquire().orElse(null)) {
            if (lease != null) {
                writeReport();
            }
        }
    }

    @Test
    void locks_beforeAndAfter_areHeldAndReleased() {
        lockBefore();
        lockAfter();
        flagBefore();
        flagAfter();

        assertThat(reports).isEqualTo(4);
    }

    // ---- values

    private @Nullable String valueBefore() {
        template.opsForValue().set("greeting", "hello", Duration.ofMinutes(5));
        String greeting = template.opsForValue().get("greeting");
        return greeting;
    }

    private String valueAfter() {
        redis.values(Codec.string()).set("greeting", "hello", Duration.ofMinutes(5));
        String greeting =
                redis.values(Codec.string()).get("greeting", String.class).orElseThrow();
        return greeting;
    }

    @Test
    void values_ofAStringTemplate_areReadByBoth() {
        assertThat(valueBefore()).isEqualTo("hello");
        assertThat(redis.values(Codec.string()).get("greeting")).contains("hello");
        assertThat(valueAfter()).isEqualTo("hello");
        assertThat(template.opsForValue().get("greeting")).isEqualTo("hello");
    }

    // ---- hashes

    private Map<Object, Object> hashBefore() {
        template.opsForHash().putAll("session:7", Map.of("user", "ada", "theme", "dark"));
        template.expire("session:7", Duration.ofHours(1));
        Map<Object, Object> session = template.opsForHash().entries("session:7");
        return session;
    }

    private Map<String, String> hashAfter() {
        redis.hashes().set("session:7", Map.of("user", "ada", "theme", "dark"), Duration.ofHours(1));
        Map<String, String> session = redis.hashes().get("session:7");
        return session;
    }

    @Test
    void hashes_ofAStringTemplate_areReadByBoth() {
        assertThat(hashBefore()).hasSize(2);
        assertThat(redis.hashes().get("session:7", "user")).contains("ada");
        assertThat(hashAfter()).hasSize(2);
        assertThat(template.opsForHash().get("session:7", "theme")).isEqualTo("dark");
    }

    // ---- atomic changes

    private void updateBefore() {
        SessionCallback<List<Object>> change = new SessionCallback<>() {
            @Override
            @SuppressWarnings("unchecked")
            public <K, V> List<Object> execute(RedisOperations<K, V> operations) {
                RedisOperations<String, String> strings = (RedisOperations<String, String>) operations;
                strings.watch("stock:7");
                int left = Integer.parseInt(
                        Objects.requireNonNull(strings.opsForValue().get("stock:7")));
                strings.multi();
                strings.opsForValue().set("stock:7", String.valueOf(left - 1));
                return strings.exec();
            }
        };
        while (template.execute(change).isEmpty()) {
            // changed in between: again
        }
    }

    private void updateAfter() {
        redis.atomics().update("stock:7", old -> {
            int left = Integer.parseInt(Objects.requireNonNull(old)); // null if there is no such key
            return String.valueOf(left - 1);
        });
    }

    @Test
    void atomicChanges_ofBothLibraries_goTogether() {
        assertThat(template.opsForValue().increment("visits")).isEqualTo(1);
        assertThat(redis.atomics().increment("visits", 1)).isEqualTo(2);

        server.command("SET", "stock:7", "10");
        updateBefore();
        updateAfter();
        assertThat(server.command("GET", "stock:7")).isEqualTo("8");
    }
}
