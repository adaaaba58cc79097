package io.github.dkredis.benchmarks.harness;

import java.io.IOException;
import java.util.List;

/** Keeps worker JVMs, and with them what their JIT has learned, for as long as the same number of them is wanted. */
public final class WorkerPool implements AutoCloseable {
    private final List<String> command;
    private WorkerProcesses workers;
    private int count;

    /** Starts none yet. */
    public WorkerPool(List<String> command) throws IOException {
        this.command = command;
        workers = new WorkerProcesses(0, command);
    }

    /** So many JVMs; none for 1, which is this one. */
    public WorkerProcesses workers(int jvms) throws IOException {
        int wanted = jvms == 1 ? 0 : jvms;
        if (wanted != count) {
            workers.close();
            workers = new WorkerProcesses(wanted, command);
            count = wanted;
        }
        return workers;
    }

    @Override
    public void close() throws IOException {
        workers.close();
    }
}
