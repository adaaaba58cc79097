package io.github.dkredis.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a method of a {@link RedisTest} with several {@link RedisTest#topologies}: what it checks holds for one server
 * only, or it stops its server, so it is skipped in front of a group.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface OneServerOnly {}
