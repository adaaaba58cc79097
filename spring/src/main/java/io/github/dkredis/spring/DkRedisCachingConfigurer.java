package io.github.dkredis.spring;

import java.util.Objects;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.interceptor.CacheResolver;

/**
 * Makes a {@link DkRedisCacheManager}, with its {@link DkRedisCacheResolver}, the cache of {@code @EnableCaching}. An
 * application can have one bean of this kind.
 */
public final class DkRedisCachingConfigurer implements CachingConfigurer {

    private final DkRedisCacheManager manager;
    private final DkRedisCacheResolver resolver;

    /** Creates a configurer, and a resolver for the manager. */
    public DkRedisCachingConfigurer(DkRedisCacheManager manager) {
        this.manager = Objects.requireNonNull(manager, "manager");
        this.resolver = new DkRedisCacheResolver(manager);
    }

    @Override
    public CacheManager cacheManager() {
        return manager;
    }

    @Override
    public CacheResolver cacheResolver() {
        return resolver;
    }
}
