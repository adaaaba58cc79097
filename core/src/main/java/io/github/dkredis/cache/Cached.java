package io.github.dkredis.cache;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * CacheRegistry what a method of an interface returns, in Python's object cache, where the interface is used through {@code
 * DkRedis.cachedProxy}. A null result is cached, an exception is not.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Cached {

    /**
     * The key, with {@code {0}} for the first argument and {@code {0.username}} for a property of it (a record's component, a
     * getter, an entry of a map). Values appear as Python shows them: None, True, False. A brace itself is doubled. Default:
     * the interface, the method and the arguments.
     *
     * @return a template
     */
    String key() default "";

    /**
     * How long a result lives.
     *
     * @return an ISO 8601 duration
     */
    String ttl() default "PT1H";
}
