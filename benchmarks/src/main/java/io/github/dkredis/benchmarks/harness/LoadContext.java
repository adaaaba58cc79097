package io.github.dkredis.benchmarks.harness;

/**
 * What a subject is opened with: the server, and its share of the threads.
 *
 * @param port the server's, on the loopback address
 * @param worker the number of this JVM, from 0
 * @param threads the threads of this JVM
 * @param folder a directory that all JVMs of the run share
 */
public record LoadContext(int port, int worker, int threads, String folder) {

    /** {@return the same context for another JVM} */
    LoadContext forWorker(int otherWorker) {
        return new LoadContext(port, otherWorker, threads, folder);
    }

    /** {@return the same context with the server reached through another port, such as a proxy's} */
    public LoadContext withPort(int otherPort) {
        return new LoadContext(otherPort, worker, threads, folder);
    }

    /** {@return the number of one of this JVM's threads among the threads of all JVMs, from 0} */
    public int globalThread(int thread) {
        return worker * threads + thread;
    }

    /** {@return the server's address as a Redis URI} */
    public String uri() {
        return "redis://127.0.0.1:" + port;
    }
}
