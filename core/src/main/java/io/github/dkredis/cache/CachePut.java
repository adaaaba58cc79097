package io.github.dkredis.cache;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Stores the result of an interface's method each time, for callers that use the interface through
 * {@code DkRedis.cachedProxy}. The method always runs, and {@link Cache#put(Object, Object)} follows if it returns. If
 * the entry cannot be stored, the caller gets the exception of {@code put}, although the method has run.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface CachePut {

    /**
     * The template of the key, as for {@link Cached#key}.
     *
     * @return a template
     */
    String key();

    /**
     * The named cache, as for {@link Cached#cache}.
     *
     * @return the name of a cache
     */
    String cache() default "";

    /**
     * The TTL in Python's object cache, as for {@link Cached#ttl}.
     *
     * @return an ISO 8601 duration
     */
    String ttl() default "";
}
