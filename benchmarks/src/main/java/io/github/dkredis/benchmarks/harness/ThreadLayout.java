package io.github.dkredis.benchmarks.harness;

/**
 * The JVMs and threads that run a workload at the same time.
 *
 * @param jvms the number of processes; 1 means this process alone
 * @param threads the threads of each process
 */
public record ThreadLayout(int jvms, int threads) {
    public ThreadLayout {
        if (jvms < 1 || threads < 1) {
            throw new IllegalArgumentException("JVMs and threads must be above zero");
        }
    }

    /** {@return a layout of that many threads in this process alone} */
    public static ThreadLayout ofThreads(int threads) {
        return new ThreadLayout(1, threads);
    }
}
