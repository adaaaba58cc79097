package io.github.dkredis.cache;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Removes entries around a method of an interface that changes their source, for callers that use the interface through
 * {@code DkRedis.cachedProxy}. The method is the body of {@link CacheInvalidator#deleting}: tombstones stand while it
 * runs, and the entries are removed in every outcome. So it must commit, and it does not run if Redis cannot be
 * reached.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface CacheEvict {

    /**
     * The templates of the keys, as for {@link Cached#key}. Without any, the named cache is cleared after the method
     * has returned.
     *
     * @return templates
     */
    String[] key() default {};

    /**
     * The named cache, whose keys are strings. It must have been opened before the proxy is made. By default, the
     * entries are in Python's object cache.
     *
     * @return the name of a cache
     */
    String cache() default "";
}
