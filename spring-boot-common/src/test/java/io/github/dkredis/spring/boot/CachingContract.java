package io.github.dkredis.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.spring.CacheSettings;
import io.github.dkredis.spring.CachedEntities;
import io.github.dkredis.spring.DkRedisCacheManager;
import io.github.dkredis.spring.DkRedisLockRegistry;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.support.locks.DefaultLockRegistry;
import org.springframework.integration.support.locks.LockRegistry;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/** What a starter makes of {@code @EnableCaching} and of Spring Integration's locks. */
public abstract class CachingContract {

    private static final Duration SOON = Duration.ofSeconds(60);

    private static RedisServer server;

    @BeforeAll
    static void start() {
        server = RedisServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void clear() {
        server.command("FLUSHALL");
    }

    /** A user that is cached. */
    public record User(String name, int age) {}

    /** Loads users, and counts. */
    public static class Users {

        private final AtomicInteger loads = new AtomicInteger();

        /** {@return a user} */
        @Cacheable(cacheNames = "users", sync = true)
        public User user(String name) {
            return new User(name, loads.incrementAndGet());
        }

        /** The user is another one from now on. */
        @CacheEvict("users")
        public void renamed(String name) {}
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableCaching
    static class Application {

        @Bean
        Users users() {
            return new Users();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class WithoutCaching {}

    private static ApplicationContextRunner runner(Class<?> application) {
        return Runners.of(application).withPropertyValues("spring.data.redis.port=" + server.port());
    }

    private static User user(ApplicationContext context, String name) {
        return context.getBean(Users.class).user(name);
    }

    @Test
    void cacheable_ofTwoApplications_isLoadedOnceAndTyped() {
        runner(Application.class)
                .withPropertyValues("dkredis.cache.users.ttl=1h", "dkredis.cache-defaults.null-ttl=1m")
                .run(one -> {
                    assertThat(one)
                            .hasNotFailed()
                            .hasSingleBean(CacheManager.class)
                            .hasSingleBean(CachedEntities.class);
                    assertThat(user(one, "ann")).isEqualTo(new User("ann", 1));
                    runner(Application.class)
                            .run(other -> assertThat(user(other, "ann")).isEqualTo(new User("ann", 1)));
                    // an hour, which each entry varies by some percent, and not the half hour of other caches
                    assertThat(ttl()).isBetween(3_000_000L, 4_200_000L);
                });
    }

    private static long ttl() {
        String entry = entries().get(0).toString();
        return (Long) Objects.requireNonNull(server.command("PTTL", entry));
    }

    private static List<?> entries() {
        return (List<?>) Objects.requireNonNull(server.command("KEYS", "dkredis:cache:users:*"));
    }

    @Test
    void caching_managerOfTheApplication_isTheOnlyOne() {
        runner(Application.class)
                .withBean("own", CacheManager.class, ConcurrentMapCacheManager::new)
                .run(context -> {
                    assertThat(context)
                            .hasNotFailed()
                            .hasSingleBean(CacheManager.class)
                            .hasBean("own");
                    assertThat(user(context, "bob")).isEqualTo(new User("bob", 1));
                    assertThat(server.command("DBSIZE")).isEqualTo(0L);
                });
    }

    @Test
    void caching_twoManagersOfTheApplication_needAChoice() {
        runner(Application.class)
                .withBean("own", CacheManager.class, ConcurrentMapCacheManager::new, bean -> bean.setPrimary(true))
                .withUserConfiguration(SecondManager.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBeansOfType(CacheManager.class)).hasSize(2);
                    assertThat(context.getBean(DkRedisCacheManager.class).getCache("c"))
                            .isNotNull();
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class SecondManager {

        @Bean
        DkRedisCacheManager shared(DkRedis redis) {
            return DkRedisCacheManager.builder(redis).build();
        }
    }

    @Test
    void caching_typeOfSpringBoot_isLeftToIt() {
        runner(Application.class)
                .withPropertyValues("spring.cache.type=simple")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(CacheManager.class)
                        .doesNotHaveBean(DkRedisCacheManager.class));
    }

    @Test
    void caching_notEnabled_hasNoManager() {
        runner(WithoutCaching.class)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(DkRedisCacheManager.class));
    }

    @Test
    void caching_cacheThatIsNotConfiguredAndRefused_stopsTheStart() {
        runner(Application.class)
                .withPropertyValues("dkredis.unknown-caches=refuse", "dkredis.cache.others.ttl=1m")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .hasMessageContaining("users")
                        .hasMessageContaining("dkredis.cache.users"));
    }

    @Test
    void caching_typoInTheSettingsOfACache_isNamed() {
        runner(Application.class)
                .withPropertyValues("dkredis.cache.users.tll=1h")
                .run(context -> assertThat(StartFailures.analysis(context).getDescription())
                        .contains("dkredis.cache.users.tll"));
    }

    /** One application stores JSON, the other one pickles. Neither fails, and each reads what it can. */
    @Test
    void cacheable_entryOfAnotherCodec_isLoadedAgain() {
        runner(Application.class).run(json -> {
            assertThat(user(json, "ann")).isEqualTo(new User("ann", 1));
            runner(Application.class).withPropertyValues("dkredis.codec=pickle").run(pickle -> {
                Users users = pickle.getBean(Users.class);
                users.user("before"); // so that the two differ in their number of loads
                assertThat(users.user("ann")).isEqualTo(new User("ann", 2));
            });
            Await.until(() -> user(json, "ann").equals(new User("ann", 2)), SOON);
        });
    }

    @Test
    void transaction_redisIsLostInIt_isRolledBackAndTheEntryStays() {
        try (FaultProxy proxy = FaultProxy.inFrontOf(server)) {
            runner(Application.class)
                    .withPropertyValues("spring.data.redis.port=" + proxy.port(), "dkredis.timeout=1s")
                    .run(context -> {
                        Await.until(
                                () -> user(context, "ann") != null && !entries().isEmpty(), SOON);
                        CountedTransactions transactions = new CountedTransactions();
                        assertThatThrownBy(() -> new TransactionTemplate(transactions).executeWithoutResult(status -> {
                                    context.getBean(Users.class).renamed("ann");
                                    proxy.refuse();
                                    proxy.cut();
                                }))
                                .isInstanceOf(RedisUnavailableException.class);
                        assertThat(transactions.ends).containsExactly("rollback");
                        assertThat(entries()).hasSize(1);
                    });
        }
    }

    /** Transactions of nothing, which tell how they ended. */
    private static final class CountedTransactions extends AbstractPlatformTransactionManager {

        private static final long serialVersionUID = 1L;

        private final ArrayList<String> ends = new ArrayList<>();

        @Override
        protected Object doGetTransaction() {
            return "transaction";
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {}

        @Override
        protected void doCommit(DefaultTransactionStatus status) {
            ends.add("commit");
        }

        @Override
        protected void doRollback(DefaultTransactionStatus status) {
            ends.add("rollback");
        }
    }

    @Test
    void caching_customizer_hasItsSay() {
        runner(Application.class)
                .withBean(
                        DkRedisCacheManagerCustomizer.class,
                        () -> builder -> builder.cache("customized", CacheSettings.none()))
                .run(context -> assertThat(context.getBean(CacheManager.class).getCacheNames())
                        .containsExactly("customized", "users"));
    }

    @Test
    void lockRegistry_isTheMutex() {
        runner(WithoutCaching.class).run(context -> {
            Lock lock = context.getBean(LockRegistry.class).obtain("orders");
            assertThat(lock.tryLock()).isTrue();
            lock.unlock();
            assertThat(context).hasSingleBean(DkRedisLockRegistry.class);
        });
    }

    @Test
    void lockRegistry_ofTheApplicationOrWithoutSpringIntegration_isNotMade() {
        runner(WithoutCaching.class)
                .withBean("own", LockRegistry.class, DefaultLockRegistry::new)
                .run(context ->
                        assertThat(context).hasSingleBean(LockRegistry.class).hasBean("own"));
        runner(WithoutCaching.class)
                .withClassLoader(new FilteredClassLoader(LockRegistry.class))
                .run(context -> assertThat(context).hasNotFailed());
    }
}
