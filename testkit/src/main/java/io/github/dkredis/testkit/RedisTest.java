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
 * Runs a test class with a real server; by default the whole class once for each server on the machine. The methods of
 * the class share the server: after each method its data, settings, users, scripts and statistics are reset to those of
 * the start, and a server that the method stopped or paused runs again.
 *
 * <p>Constructors, test methods, {@code @BeforeEach} and {@code @AfterEach} methods can take the {@link RedisServer} as
 * a parameter. All but constructors can also take a {@link FaultProxy} in front of the server, which is new for each
 * method. {@code @BeforeAll} methods run before there is a server; state for a whole run with one server belongs in the
 * constructor of a class with {@code @TestInstance(PER_CLASS)}.
 *
 * <p>The test tree shows the server's name above the methods that ran with it, and each failure names it in a
 * suppressed exception.
 *
 * <p>On an abstract class or an interface, the annotation makes a contract that each implementation runs.
 *
 * <p>This needs JUnit 5.13 or newer, whose class templates it is made of. {@link WithRedis} works with 5.12 too.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ClassTemplate
@ExtendWith(RedisExtension.class)
public @interface RedisTest {

    /** The servers that a class runs with. */
    enum Servers {
        /** Every server of {@link RedisBinary#all}. */
        ALL,
        /** The first server of {@link RedisBinary#all}. */
        FIRST
    }

    /** {@return which servers the class runs with; by default all} */
    Servers servers() default Servers.ALL;

    /**
     * {@return the topologies that the class runs with, one after the other; by default one server} The groups are
     * shared by all classes of the JVM, so a class that stops, pauses or promotes servers should start a group of its
     * own. {@link #config} does not apply to them, and methods that take a {@link FaultProxy} are skipped. The system
     * property {@code dkredis.test.topologies}, for example {@code single,cluster}, restricts all classes to some.
     */
    Topology[] topologies() default Topology.SINGLE;

    /**
     * {@return what every key begins with for {@link RedisServer#command}, which takes and answers names of keys
     * without it; by default nothing} So the test of a client with a key prefix looks like that of a client without
     * one. The system property {@code dkredis.test.keyPrefix} gives a prefix to all classes with several
     * {@link #topologies}.
     */
    String keyPrefix() default "";

    /** {@return lines of {@code redis.conf}, the same for every server} */
    String[] config() default {};

    /**
     * {@return what no test method may leave behind, checked after its {@code @AfterEach} methods; by default nothing}
     */
    Leftover[] leftovers() default {};

    /** {@return the beginnings of the names of the threads that count for {@link Leftover#THREADS}} */
    String[] threads() default {"dkredis", "lettuce"};
}
