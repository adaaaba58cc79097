package io.github.dkredis.benchmarks.harness;

/**
 * One of those that are compared: a name, a version, and a way to open it.
 *
 * @param name as in the table, and as in {@code --subjects}
 * @param version of the library behind it
 * @param opener opens it for a crew of threads
 */
public record Subject(String name, String version, Opener opener) {

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
     */
    public record Place(int port, int worker, int threads) {

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
