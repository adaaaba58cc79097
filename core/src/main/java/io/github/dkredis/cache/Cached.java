package io.github.dkredis.cache;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Caches the results of an interface's method, for callers that use the interface through {@code DkRedis.cachedProxy}.
 * Of all processes, one at a time runs the method for a key. A null result is cached, an exception is not. A method
 * that returns a {@link java.util.concurrent.CompletionStage} is cached with the value of its stage.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Cached {

    /**
     * The template of the key, with {@code {0}} for the first argument, {@code {0.username}} for its property (a
     * component of a record, a getter, an entry of a map) and {@code {args}} for the tuple of all arguments. Values are
     * written as Python's {@code '%s'} writes them: None, True, 1e+20, ['a', 1]. What Python would write in another way
     * is refused. A literal brace is doubled.
     *
     * <p>By default the key consists of the proxy's name, the method with the types of its parameters, and the
     * arguments, where two arguments that are not equal never have the same text. The arguments are what a key of a
     * {@link NamedCache} can be, or arrays of such.
     *
     * @return a template
     */
    String key() default "";

    /**
     * The named cache that holds the results, which has the options that it was opened with, or else the defaults. Its
     * keys are strings, and its values have the type of the method's result. By default, results are in Python's object
     * cache.
     *
     * @return the name of a cache
     */
    String cache() default "";

    /**
     * The TTL of a result in Python's object cache; by default an hour. A named cache has the TTL of its options.
     *
     * @return an ISO 8601 duration
     */
    String ttl() default "";
}
