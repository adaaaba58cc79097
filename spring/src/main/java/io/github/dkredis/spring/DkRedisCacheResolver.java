package io.github.dkredis.spring;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.cache.Cache;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.cache.interceptor.CacheResolver;

/**
 * Resolves the caches of a method from a {@link DkRedisCacheManager}, which learns the type of the values from the
 * method, and whether a put stores what the method has read or what it has changed.
 *
 * <p>A method of a bean that this resolver sees for the first time fails with an {@link IllegalStateException} if its
 * type does not fit its cache.
 */
public final class DkRedisCacheResolver implements CacheResolver {

    private final DkRedisCacheManager manager;
    private final ConcurrentMap<CachedMethod, List<Cache>> resolved = new ConcurrentHashMap<>();

    /** Creates a resolver. */
    public DkRedisCacheResolver(DkRedisCacheManager manager) {
        this.manager = Objects.requireNonNull(manager, "manager");
    }

    DkRedisCacheManager manager() {
        return manager;
    }

    @Override
    public Collection<? extends Cache> resolveCaches(CacheOperationInvocationContext<?> context) {
        Class<?> target = AopProxyUtils.ultimateTargetClass(context.getTarget());
        CachedMethod method = new CachedMethod(context.getMethod(), target, context.getOperation());
        List<Cache> caches = resolved.get(method);
        if (caches == null) {
            List<Cache> found = new ArrayList<>();
            method.operation().getCacheNames().forEach(name -> found.add(manager.cacheOf(method, name)));
            caches = List.copyOf(found);
            resolved.put(method, caches);
        }
        return caches;
    }

    /** {@return the manager} */
    @Override
    public String toString() {
        return "DkRedisCacheResolver[" + manager + "]";
    }
}
