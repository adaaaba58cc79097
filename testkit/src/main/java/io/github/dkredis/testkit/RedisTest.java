package io.github.dkredis.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test class with a real server; the whole class once for each server there is on the machine, unless said
 * otherwise. The server is shared by the methods of the class: after each of them its data, settings, scripts and
 * statistics are as they were at the start, and a server that the method stopped or paused runs again.
 *
 * <p>Constructors, test methods and their {@code @BeforeEach} and {@code @AfterEach} take the {@link RedisServer} as a
 * parameter; all but constructors also a {@link FaultProxy} in front of it, a new one for each method. {@code @BeforeAll}
 * comes before any server: what belongs to the whole run with one server is made in the constructor of a class with
 * {@code @TestInstance(PER_CLASS)}.
 *
 * <p>The name of a server stands in the tree of tests above the methods that ran with it, and in a note on each failure.
 *
 * <p>On an abstract class or an interface, it is a contract that each implementation of it runs.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ClassTemplate
@ExtendWith(RedisExtension.class)
public @interface RedisTest {

    /** Which servers a class runs with. */
    enum Servers {
        /** Each one of {@link RedisBinary#all}. */
        ALL,
        /** The first one of {@link RedisBinary#all}. */
        FIRST
    }

    /**
     * Which servers the class runs with.
     *
     * @return by default all there are
     */
    Servers servers() default Servers.ALL;

    /**
     * Lines of {@code redis.conf}, the same for all servers.
     *
     * @return by default none
     */
    String[] config() default {};

    /**
     * What no test method may leave behind; looked at after its {@code @AfterEach} methods.
     *
     * @return by default nothing is looked at
     */
    Leftover[] leftovers() default {};

    /**
     * Which threads count for {@link Leftover#THREADS}: those whose names begin so.
     *
     * @return beginnings of names
     */
    String[] threads() default {"dkredis", "lettuce"};
}
