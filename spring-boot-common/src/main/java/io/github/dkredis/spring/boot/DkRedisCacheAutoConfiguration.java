package io.github.dkredis.spring.boot;

import io.github.dkredis.DkRedis;
import io.github.dkredis.spring.CacheTransactions;
import io.github.dkredis.spring.CachedEntities;
import io.github.dkredis.spring.DkRedisCacheManager;
import io.github.dkredis.spring.DkRedisCacheManagerBuilder;
import io.github.dkredis.spring.DkRedisCachingConfigurer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.interceptor.CacheAspectSupport;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Makes the client the cache of {@code @EnableCaching}, unless the application has a cache manager, a cache resolver or
 * a {@link CachingConfigurer}: then it decides, and dkredis is one of its caches only if it makes a
 * {@link DkRedisCacheManager} itself. With {@code spring.cache.type}, the application asks Spring Boot for another
 * cache.
 */
@AutoConfiguration(
        after = DkRedisAutoConfiguration.class,
        beforeName = {
            "org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration",
            "org.springframework.boot.autoconfigure.cache.CacheAutoConfiguration" // Spring Boot 3
        })
@ConditionalOnClass({CacheManager.class, DkRedisCacheManager.class})
@ConditionalOnBean(CacheAspectSupport.class)
@ConditionalOnProperty(name = "spring.cache.type", matchIfMissing = true, havingValue = "dkredis")
@ConditionalOnSingleCandidate(DkRedis.class)
@ConditionalOnMissingBean({CacheManager.class, CacheResolver.class, CachingConfigurer.class})
@EnableConfigurationProperties(DkRedisProperties.class)
public final class DkRedisCacheAutoConfiguration {

    /** Called by Spring. */
    public DkRedisCacheAutoConfiguration() {}

    /** The caches. */
    @Bean
    DkRedisCacheManager dkRedisCacheManager(
            DkRedis redis,
            DkRedisProperties properties,
            ObjectProvider<CacheTransactions> transactions,
            ObjectProvider<DkRedisCacheManagerCustomizer> customizers) {
        DkRedisCacheManagerBuilder builder = properties.applyTo(DkRedisCacheManager.builder(redis));
        transactions.ifUnique(builder::transactions);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    /** Makes the manager, and a resolver that tells it the types of the cached methods, those of caching. */
    @Bean
    DkRedisCachingConfigurer dkRedisCachingConfigurer(DkRedisCacheManager manager) {
        return new DkRedisCachingConfigurer(manager);
    }

    /** What needs Spring's transactions. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.transaction.support.TransactionSynchronization")
    static class Transactions {

        /** Invalidates the entries of {@code @CachedEntity} in the transaction of the thread. */
        @Bean
        @ConditionalOnMissingBean
        CachedEntities dkRedisCachedEntities(DkRedisCacheManager manager) {
            return new CachedEntities(manager);
        }
    }
}
