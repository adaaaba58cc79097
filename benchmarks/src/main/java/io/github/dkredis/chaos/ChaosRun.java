package io.github.dkredis.chaos;

import io.github.dkredis.chaos.history.Bounds;
import io.github.dkredis.chaos.history.Finding;
import io.github.dkredis.chaos.history.History;
import io.github.dkredis.chaos.history.HistoryChecker;
import io.github.dkredis.chaos.history.Span;
import io.github.dkredis.chaos.nemesis.Deployment;
import io.github.dkredis.chaos.nemesis.FaultKind;
import io.github.dkredis.chaos.nemesis.FaultSchedule;
import io.github.dkredis.chaos.nemesis.Nemesis;
import io.github.dkredis.chaos.worker.Recorder;
import io.github.dkredis.chaos.worker.SystemOfRecord;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** One run: work, baseline, faults, recovery, end state, checks. */
record ChaosRun(ChaosSettings settings, RunFiles files) {

    /** What came out. */
    record Result(String program, History history, List<Finding> findings) {}

    /**
     * Runs everything.
     *
     * @throws IllegalStateException if a worker or a server does not do what it is told
     */
    Result run() throws IOException, InterruptedException {
        String program;
        Bounds bounds;
        try (Deployment deployment = settings.deploy();
                SystemOfRecord source = SystemOfRecord.start();
                Recorder recorder = Recorder.create(files.history("parent"));
                WorkerPool pool = new WorkerPool(settings, deployment, files, source.port(), recorder)) {
            program = deployment.program();
            bounds = Bounds.DEFAULTS.withRecovery(settings.recovery()).withStaleness(deployment.staleness());
            pool.start();
            Thread.sleep(settings.warmUp().toMillis());
            pool.order("baseline");
            new Nemesis(
                            FaultSchedule.of(settings.seed(), settings.faultTime(), kinds(deployment)),
                            deployment,
                            pool,
                            recorder::add)
                    .run();
            deployment.heal();
            pool.awaitReplaced();
            pool.order("recover " + Span.now() + " " + settings.recovery().toMillis());
            Thread.sleep(settings.settling().toMillis());
            EndState end = new EndState(deployment, recorder);
            end.recordConnections(pool.names(), bounds);
            pool.order("final");
            pool.end();
            end.recordKeys();
            deployment.lostHistories().forEach(recorder::add);
        }
        History history = History.read(files.histories());
        return new Result(program, history, new HistoryChecker(bounds).check(history));
    }

    private static Set<FaultKind> kinds(Deployment deployment) {
        Set<FaultKind> kinds = EnumSet.of(FaultKind.WORKER_KILL, FaultKind.WORKER_PAUSE);
        kinds.addAll(deployment.faults());
        return kinds;
    }
}
