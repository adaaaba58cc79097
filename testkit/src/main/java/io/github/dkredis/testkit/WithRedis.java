package io.github.dkredis.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class one real server, the first of {@link RedisBinary#all}. It works with JUnit 5.12 and newer, while
 * {@link RedisTest}, which runs a class with every server, needs 5.13.
 *
 * <p>The methods of the class share the server: after each method its data, settings, users, scripts and statistics are
 * reset to those of the start, and a server that the method stopped or paused runs again. All methods of the class,
 * {@code @BeforeAll} and {@code @AfterAll} included, can take the {@link RedisServer} as a parameter; so can its
 * constructor, except with {@code @TestInstance(PER_CLASS)}. Test methods, {@code @BeforeEach} and {@code @AfterEach}
 * methods can also take a {@link FaultProxy} in front of the server, which is new for each method. Each failure names
 * the server in a suppressed exception.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(WithRedisExtension.class)
public @interface WithRedis {

    /**
     * {@return what every key begins with for {@link RedisServer#command}, which takes and answers names of keys
     * without it; by default nothing}
     */
    String keyPrefix() default "";

    /** {@return lines of {@code redis.conf}} */
    String[] config() default {};

    /**
     * {@return what no test method may leave behind, checked after its {@code @AfterEach} methods; by default nothing}
     */
    Leftover[] leftovers() default {};

    /** {@return the beginnings of the names of the threads that count for {@link Leftover#THREADS}} */
    String[] threads() default {"dkredis", "lettuce"};
}
