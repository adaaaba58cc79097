package io.github.dkredis.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the cache entries that are made from an entity, and become invalid when it changes. {@link CachedEntities}
 * reads it; {@link CachedEntityListener} calls that for JPA.
 *
 * <pre>{@code
 * @CachedEntity(cache = "users", keys = "id")
 * @CachedEntity(cache = "usersByEmail", keys = "email")
 * class User { … }
 * }</pre>
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(CachedEntity.Several.class)
public @interface CachedEntity {

    /** {@return the cache} */
    String cache();

    /**
     * Expressions of Spring's expression language on the entity, such as {@code id} or {@code address.city}. Each is
     * the key of one entry, as a cached method would have it; for a method with several parameters that is {@code new
     * org.springframework.cache.interceptor.SimpleKey(tenant, id)}. An expression that is null names no entry.
     *
     * @return at least one expression
     */
    String[] keys();

    /** Several caches of one entity. */
    @Documented
    @Inherited
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Several {

        /** {@return the annotations} */
        CachedEntity[] value();
    }
}
