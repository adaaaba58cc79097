package io.github.dkredis.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The code of the page about Spring, which core compares with this file. */
@RedisTest(servers = RedisTest.Servers.FIRST)
class SpringDocsTest {

    @Configuration
    @EnableCaching
    static class CacheConfiguration {

        @Bean
        DkRedisCacheManager cacheManager(DkRedis redis) {
            return DkRedisCacheManager.builder(redis)
                    .cache(
                            "products",
                            CacheOptions.defaults()
                                    .codec(Codec.json())
                                    .ttl(Duration.ofMinutes(5))
                                    .nearCache(10_000))
                    .build();
        }

        @Bean
        DkRedisCachingConfigurer cachingConfigurer(DkRedisCacheManager manager) {
            return new DkRedisCachingConfigurer(manager);
        }
    }

    @CachedEntity(cache = "products", keys = "id")
    record Product(long id, String name) {}

    static class Products {

        @Cacheable(cacheNames = "products", sync = true)
        public Optional<Product> product(long id) {
            return Optional.of(new Product(id, "chair"));
        }

        @CacheEvict("products")
        public void discontinue(long id) {}
    }

    @Test
    void docs_cacheAndTransaction_work(RedisServer server) {
        try (DkRedis redis = Clients.connect(server);
                AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.registerBean(DkRedis.class, () -> redis, definition -> definition.setDestroyMethodName(""));
            context.register(CacheConfiguration.class, Products.class);
            context.refresh();
            DkRedisCacheManager manager = context.getBean(DkRedisCacheManager.class);
            JdbcDataSource database = new JdbcDataSource();
            database.setURL("jdbc:h2:mem:docs");
            TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(database));
            assertThat(context.getBean(Products.class).product(7)).contains(new Product(7, "chair"));

            CachedEntities entities = new CachedEntities(manager);
            transaction.executeWithoutResult(status -> {
                // here the row changes
                entities.changed(new Product(7, "table"));
            });

            assertThat(Objects.requireNonNull(manager.getCache("products")).get(7L))
                    .isNull();
        }
    }

    @Test
    void docs_lockRegistry_works(RedisServer server) {
        try (DkRedis redis = Clients.connect(server)) {
            DkRedisLockRegistry registry = new DkRedisLockRegistry(redis);
            Lock lock = registry.obtain("orders");
            lock.lock();
            try {
                // one thread of all instances
            } finally {
                lock.unlock();
            }
        }
    }
}
