package io.github.dkredis.benchmarks;

/**
 * Who does the work.
 *
 * @param jvms processes that do the same at once; 1 for this one
 * @param threads of each
 */
public record ThreadLayout(int jvms, int threads) {
    public ThreadLayout {
        if (jvms < 1 || threads < 1) {
            throw new IllegalArgumentException("JVMs and threads must be above zero");
        }
    }
}
