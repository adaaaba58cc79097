package io.github.dkredis.benchmarks.harness;

import java.io.IOException;
import java.util.List;

/** Keeps worker JVMs, and thereby the code their JIT has compiled, as long as the same number of JVMs is needed. */
public final class WorkerPool implements AutoCloseable {
    private final List<String> command;
    private WorkerProcesses workers;
    private int count;

    /** A pool without any JVM yet. */
    public WorkerPool(List<String> command) throws IOException {
        this.command = command;
        workers = new WorkerProcesses(0, command);
    }

    /** Returns that many worker JVMs; without any worker for 1, which stands for this JVM. */
    public WorkerProcesses workers(int jvms) throws IOException {
        int needed = jvms == 1 ? 0 : jvms;
        if (needed != count) {
            workers.close();
            workers = new WorkerProcesses(needed, command);
            count = needed;
        }
        return workers;
    }

    @Override
    public void close() throws IOException {
        workers.close();
    }
}
