package io.github.dkredis.chaos;

import io.github.dkredis.chaos.history.Observation.Life;
import io.github.dkredis.chaos.history.Span;
import io.github.dkredis.chaos.nemesis.Deployment;
import io.github.dkredis.chaos.nemesis.WorkerFaults;
import io.github.dkredis.chaos.worker.Detours;
import io.github.dkredis.chaos.worker.Recorder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The processes of a run. Only one thread uses it at a time. */
final class WorkerPool implements WorkerFaults, AutoCloseable {

    private final ChaosSettings settings;
    private final Deployment deployment;
    private final RunFiles files;
    private final int sourcePort;
    private final Recorder recorder;
    private final List<WorkerProcess> processes = new ArrayList<>();
    private final List<Integer> lives = new ArrayList<>();

    WorkerPool(ChaosSettings settings, Deployment deployment, RunFiles files, int sourcePort, Recorder recorder) {
        this.settings = settings;
        this.deployment = deployment;
        this.files = files;
        this.sourcePort = sourcePort;
        this.recorder = recorder;
    }

    /** Starts all workers, and waits until they work. */
    void start() {
        for (int i = 0; i < settings.workers(); i++) {
            lives.add(0);
            processes.add(launch(i));
        }
        processes.forEach(WorkerProcess::awaitReady);
    }

    private WorkerProcess launch(int worker) {
        String name = worker + "." + lives.get(worker);
        Path history = files.history(name);
        try {
            return WorkerProcess.start(
                    files.log(name),
                    List.of(
                            name,
                            deployment.uri(),
                            Detours.text(deployment.detours(worker)),
                            Integer.toString(sourcePort),
                            history.toString(),
                            Long.toString(settings.seed() * 1_000 + worker * 100L + lives.get(worker)),
                            Long.toString(settings.pause().toMillis())),
                    Span.now());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> names() {
        return processes.stream().map(WorkerProcess::name).toList();
    }

    /** Gives every worker an order, one after the other. */
    void order(String order) {
        processes.forEach(worker -> worker.order(order));
    }

    /** Waits until workers that were started in place of killed ones work too. */
    void awaitReplaced() {
        for (int i = 0; i < processes.size(); i++) {
            if (lives.get(i) > 0) {
                processes.get(i).awaitReady();
            }
        }
    }

    /** Lets all workers end. */
    void end() throws InterruptedException {
        order("end");
        for (WorkerProcess worker : processes) {
            boolean ended = worker.end();
            if (!ended) {
                throw new IllegalStateException("worker " + worker.name() + " does not end; see " + files);
            }
            recorder.add(new Life(worker.name(), true, Span.since(worker.startedMicros())));
        }
    }

    @Override
    public int workers() {
        return settings.workers();
    }

    @Override
    public void kill(int worker) {
        WorkerProcess killed = processes.get(worker);
        killed.kill();
        recorder.add(new Life(killed.name(), false, Span.since(killed.startedMicros())));
    }

    @Override
    public void replace(int worker) {
        lives.set(worker, lives.get(worker) + 1);
        processes.set(worker, launch(worker));
    }

    @Override
    public void pause(int worker) {
        processes.get(worker).signal("STOP");
    }

    @Override
    public void resume(int worker) {
        processes.get(worker).signal("CONT");
    }

    @Override
    public void close() {
        processes.forEach(WorkerProcess::kill);
    }
}
