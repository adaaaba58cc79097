package io.github.dkredis.cache;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Caches the results of an interface's method in Python's object cache, for callers that use the interface through
 * {@code DkRedis.cachedProxy}. A null result is cached, an exception is not.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Cached {

    /**
     * The template of the key, with {@code {0}} for the first argument and {@code {0.username}} for its property (a
     * component of a record, a getter, an entry of a map). Values are written as Python writes them: None, True, False.
     * A literal brace is doubled. By default the key consists of the interface, the method and the arguments.
     *
     * @return a template
     */
    String key() default "";

    /**
     * The TTL of a result.
     *
     * @return an ISO 8601 duration
     */
    String ttl() default "PT1H";
}
