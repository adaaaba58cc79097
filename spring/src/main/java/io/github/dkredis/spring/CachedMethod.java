package io.github.dkredis.spring;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Optional;
import org.springframework.cache.interceptor.BasicOperation;
import org.springframework.cache.interceptor.CachePutOperation;
import org.springframework.cache.interceptor.CacheableOperation;

/** What one annotation of a method does with caches. */
record CachedMethod(Method method, Class<?> targetClass, BasicOperation operation) {

    /** {@return whether the result of the method is cached} */
    boolean hasResult() {
        return operation instanceof CacheableOperation || operation instanceof CachePutOperation;
    }

    /**
     * Returns the type of the cached values.
     *
     * @return empty if the method returns nothing
     * @throws UnreadableTypeException if its return type tells none
     */
    Optional<Type> type() {
        return ValueTypes.ofMethod(method, targetClass);
    }

    CacheUse use() {
        boolean async = ValueTypes.isAsynchronous(method);
        if (operation instanceof CacheableOperation) {
            return async ? CacheUse.ASYNC_FILL : CacheUse.FILL;
        }
        return async ? CacheUse.ASYNC_UPDATE : CacheUse.UPDATE;
    }

    /** {@return class and method} */
    @Override
    public String toString() {
        return targetClass.getName() + "." + method.getName();
    }
}
