package io.github.dkredis.benchmarks.harness;

/**
 * A library, or one way to use it, that is compared with others.
 *
 * @param name as shown in the table and matched by {@code --subjects}
 * @param version the version of the library
 * @param opener opens the subject for all threads of one JVM
 * @param reach whether threads of several JVMs can share it
 */
public record Subject(String name, String version, Opener opener, Reach reach) {

    /** A subject that threads of several JVMs can share. */
    public Subject(String name, String version, Opener opener) {
        this(name, version, opener, Reach.JVMS);
    }

    /** Whether a subject works across JVMs. */
    public enum Reach {
        /** All its threads must be in one JVM. */
        ONE_JVM,
        /** Its threads can be in several JVMs. */
        JVMS
    }

    /** Opens a subject. */
    @FunctionalInterface
    public interface Opener {
        Load open(LoadContext context) throws Exception;
    }
}
