/**
 * What the starters for the lines of Spring Boot share. Applications use
 * {@link io.github.dkredis.spring.boot.DkRedisBuilderCustomizer} and the properties that begin with {@code dkredis};
 * Spring Boot finds everything else.
 */
@NullMarked
package io.github.dkredis.spring.boot;

import org.jspecify.annotations.NullMarked;
