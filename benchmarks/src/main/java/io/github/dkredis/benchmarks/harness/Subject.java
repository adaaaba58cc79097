package io.github.dkredis.benchmarks.harness;

/**
 * One of those that are compared: a name, a version, and a way to open it.
 *
 * @param name as in the table, and as in {@code --subjects}
 * @param version of the library behind it
 * @param opener opens it for a crew of threads
 * @param reach how far what it does reaches
 */
public record Subject(String name, String version, Opener opener, Reach reach) {

    /** A subject that threads of several JVMs can take part in. */
    public Subject(String name, String version, Opener opener) {
        this(name, version, opener, Reach.JVMS);
    }

    /** Where a subject's threads can be. */
    public enum Reach {
        ONE_JVM,
        JVMS
    }

    /** Opens a subject. */
    @FunctionalInterface
    public interface Opener {
        Load open(Place place) throws Exception;
    }

    /**
     * Where a subject works.
     *
     * @param port of the server, on loopback
     * @param worker the number of this JVM, from 0
     * @param threads the threads of this JVM
     * @param folder of files that all JVMs share
     */
    public record Place(int port, int worker, int threads, String folder) {

        /** The same in another JVM. */
        Place of(int otherWorker) {
            return new Place(port, otherWorker, threads, folder);
        }

        /** The same through another port. */
        public Place through(int otherPort) {
            return new Place(otherPort, worker, threads, folder);
        }

        /** The number of a thread among the threads of all JVMs. */
        public int globalThread(int thread) {
            return worker * threads + thread;
        }

        /** The server's address. */
        public String uri() {
            return "redis://127.0.0.1:" + port;
        }
    }
}
