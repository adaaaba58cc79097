package io.github.dkredis.cli.demo;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The worker processes of a demo: started when a step needs them, used again by later steps, and killed at the end. */
final class WorkerPool implements AutoCloseable {

    private final URI server;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<WorkerProcess> processes = new ArrayList<>();
    private boolean closed;

    WorkerPool(URI server) {
        this.server = server;
    }

    /** {@return that many running processes} */
    List<WorkerProcess> take(int count) {
        List<WorkerProcess> started = new ArrayList<>();
        List<WorkerProcess> taken;
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the demo has ended");
            }
            processes.removeIf(process -> !process.isAlive());
            while (processes.size() < count) {
                WorkerProcess process = WorkerProcess.start(server);
                processes.add(process);
                started.add(process);
            }
            taken = List.copyOf(processes.subList(0, count));
        } finally {
            lock.unlock();
        }
        started.forEach(WorkerProcess::awaitPrepared);
        return taken;
    }

    /** Runs one task in several processes, which begin at the same time. Its argument is the number of the process. */
    List<Figures> run(int count, String task) {
        List<WorkerProcess> taken = take(count);
        for (int i = 0; i < count; i++) {
            taken.get(i).send(task, String.valueOf(i));
        }
        taken.forEach(WorkerProcess::awaitPrepared);
        taken.forEach(process -> process.send("start"));
        return taken.stream().map(WorkerProcess::report).toList();
    }

    /** Kills all processes. They are replaced when the next step asks for some. */
    void killAll() {
        lock.lock();
        try {
            processes.forEach(WorkerProcess::close);
            processes.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Kills all processes, and starts no others from then on. */
    void shutDown() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        killAll();
    }

    @Override
    public void close() {
        shutDown();
    }
}
