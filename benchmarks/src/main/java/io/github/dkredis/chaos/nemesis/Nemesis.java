package io.github.dkredis.chaos.nemesis;

import io.github.dkredis.chaos.history.Observation.FaultEnded;
import io.github.dkredis.chaos.history.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Carries out a schedule, each lane on a thread of its own. */
public final class Nemesis {

    private final FaultSchedule schedule;
    private final Deployment deployment;
    private final WorkerFaults workers;
    private final Consumer<FaultEnded> ended;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** A nemesis that tells of each fault when it has ended. */
    public Nemesis(FaultSchedule schedule, Deployment deployment, WorkerFaults workers, Consumer<FaultEnded> ended) {
        this.schedule = schedule;
        this.deployment = deployment;
        this.workers = workers;
        this.ended = ended;
    }

    /**
     * Returns when all faults have ended.
     *
     * @throws IllegalStateException if a fault could not be inflicted, or servers did not become whole again
     */
    public void run() throws InterruptedException {
        List<Thread> lanes = new ArrayList<>();
        for (FaultKind.Lane lane : FaultKind.Lane.values()) {
            Thread thread = new Thread(() -> run(schedule.of(lane)), "chaos-" + lane);
            thread.setDaemon(true);
            lanes.add(thread);
        }
        lanes.forEach(Thread::start);
        for (Thread lane : lanes) {
            lane.join();
        }
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new IllegalStateException("a fault could not be inflicted: " + thrown, thrown);
        }
    }

    private void run(List<PlannedFault> faults) {
        long start = System.nanoTime();
        try {
            for (PlannedFault fault : faults) {
                Deployment.sleep(fault.pause());
                Duration left = schedule.total().minusNanos(System.nanoTime() - start);
                if (left.compareTo(fault.length()) < 0) {
                    return;
                }
                long begin = Span.now();
                String target =
                        fault.kind().lane() == FaultKind.Lane.WORKERS ? strikeWorker(fault) : deployment.inflict(fault);
                ended.accept(new FaultEnded(fault.kind().name(), target, Span.since(begin)));
            }
        } catch (InterruptedException | RuntimeException | Error e) {
            failure.compareAndSet(null, e);
        }
    }

    private String strikeWorker(PlannedFault fault) throws InterruptedException {
        // the first worker lives as long as the run, so that what it gathers is found
        int spared = fault.kind() == FaultKind.WORKER_KILL && workers.workers() > 1 ? 1 : 0;
        int worker = spared + fault.pick() % (workers.workers() - spared);
        switch (fault.kind()) {
            case WORKER_KILL -> {
                workers.kill(worker);
                Deployment.sleep(fault.length());
                workers.replace(worker);
            }
            case WORKER_PAUSE -> {
                workers.pause(worker);
                Deployment.sleep(fault.length());
                workers.resume(worker);
            }
            default -> throw new IllegalArgumentException(fault.toString());
        }
        return "worker " + worker;
    }
}
