package io.github.dkredis.spring;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.AnnotationCacheOperationSource;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.core.MethodIntrospector;
import org.springframework.util.StringUtils;

/** The cached methods of all beans whose caches one manager provides. No bean is made for this. */
final class CachedMethods {

    private final ConfigurableListableBeanFactory beans;
    private final DkRedisCacheManager manager;
    private final @Nullable String managerName;

    CachedMethods(ConfigurableListableBeanFactory beans, DkRedisCacheManager manager, @Nullable String managerName) {
        this.beans = beans;
        this.manager = manager;
        this.managerName = managerName;
    }

    /** Tells a consumer of each method and each cache that it names. */
    void forEach(BiConsumer<CachedMethod, String> consumer) {
        CacheOperationSource source =
                beans.getBeanProvider(CacheOperationSource.class).getIfUnique(AnnotationCacheOperationSource::new);
        boolean isDefault = isDefault();
        for (String name : beans.getBeanNamesForType(Object.class)) {
            Class<?> type = ScopedProxyUtils.isScopedTarget(name) ? null : targetClass(name);
            if (type != null && source.isCandidateClass(type)) {
                forEach(type, source, isDefault, consumer);
            }
        }
    }

    private void forEach(
            Class<?> type, CacheOperationSource source, boolean isDefault, BiConsumer<CachedMethod, String> consumer) {
        Map<Method, Collection<CacheOperation>> methods =
                MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<Collection<CacheOperation>>)
                        method -> source.getCacheOperations(method, type));
        methods.forEach((method, operations) -> operations.stream()
                .filter(operation -> isOfManager(operation, isDefault))
                .map(operation -> new CachedMethod(method, type, operation))
                .forEach(
                        cached -> cached.operation().getCacheNames().forEach(cache -> consumer.accept(cached, cache))));
    }

    private @Nullable Class<?> targetClass(String name) {
        try {
            return AutoProxyUtils.determineTargetClass(beans, name);
        } catch (RuntimeException | LinkageError e) { // a bean whose class cannot be told has no methods to look at
            return null;
        }
    }

    /** {@return whether operations that name neither a manager nor a resolver use this manager} */
    private boolean isDefault() {
        List<CachingConfigurer> configurers =
                beans.getBeanProvider(CachingConfigurer.class).stream().toList();
        for (CachingConfigurer configurer : configurers) {
            if (configurer.cacheResolver() != null) {
                return resolves(configurer.cacheResolver());
            } else if (configurer.cacheManager() != null) {
                return configurer.cacheManager() == manager;
            }
        }
        return beans.getBeanProvider(CacheManager.class).getIfUnique() == manager;
    }

    private boolean isOfManager(CacheOperation operation, boolean isDefault) {
        if (StringUtils.hasText(operation.getCacheResolver())) {
            return beans.containsBean(operation.getCacheResolver())
                    && resolves(beans.getBean(operation.getCacheResolver()));
        } else if (StringUtils.hasText(operation.getCacheManager())) {
            return operation.getCacheManager().equals(managerName);
        }
        return isDefault;
    }

    private boolean resolves(@Nullable Object resolver) {
        return resolver instanceof DkRedisCacheResolver ours && ours.manager() == manager;
    }
}
