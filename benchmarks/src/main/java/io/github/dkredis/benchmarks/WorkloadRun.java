package io.github.dkredis.benchmarks;

import io.github.dkredis.benchmarks.flame.Flames;
import io.github.dkredis.benchmarks.harness.CommandCountingContender;
import io.github.dkredis.benchmarks.harness.Contender;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.LocalContender;
import io.github.dkredis.benchmarks.harness.MappedContender;
import io.github.dkredis.benchmarks.harness.MultiJvmContender;
import io.github.dkredis.benchmarks.harness.Outcome;
import io.github.dkredis.benchmarks.harness.ServerProbe;
import io.github.dkredis.benchmarks.harness.SideBySide;
import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.harness.Subject.Reach;
import io.github.dkredis.benchmarks.harness.ThreadLayout;
import io.github.dkredis.benchmarks.harness.WorkerProcesses;
import io.github.dkredis.testkit.ManagedTempDir;
import java.util.List;

/** Measures one workload in one layout. */
public record WorkloadRun(
        Workload workload, ThreadLayout layout, BenchRun run, ServerProbe server, WorkerProcesses workers) {

    /**
     * Measures as the command line asks for, and draws where the time went if it asks for that too; not if the work is
     * in other JVMs.
     */
    public Outcome measure(String name) throws Exception {
        return layout.jvms() == 1
                ? Flames.around(
                        run.settings().flames(),
                        name,
                        () -> measure(run.settings().sideBySide()))
                : measure(run.settings().sideBySide());
    }

    /** Measures with other numbers of warm-ups and windows than those of the command line. */
    public Outcome measure(SideBySide sideBySide) throws Exception {
        try (ManagedTempDir shared = ManagedTempDir.create()) {
            LoadContext context = new LoadContext(
                    server.port(), 0, layout.threads(), shared.path().toString());
            List<Subject> subjects =
                    run.selected(workload).stream().filter(this::canRun).toList();
            return sideBySide.run(subjects, subject -> {
                Contender contender = open(subject, context);
                return workload.unitsPerCall() == 1
                        ? contender
                        : new MappedContender(contender, sample -> sample.scaled(workload.unitsPerCall()));
            });
        }
    }

    private boolean canRun(Subject subject) {
        return layout.jvms() == 1 || subject.reach() == Reach.JVMS;
    }

    private Contender open(Subject subject, LoadContext context) throws Exception {
        Contender contender = layout.jvms() == 1 ? openHere(subject, context) : openInWorkers(subject, context);
        return switch (workload.commands()) {
            case BY_SERVER -> contender;
            case BY_CLIENT -> new CommandCountingContender(contender, server.port());
        };
    }

    private Contender openHere(Subject subject, LoadContext context) throws Exception {
        return new LocalContender(subject, context, run.settings().window(), server);
    }

    private Contender openInWorkers(Subject subject, LoadContext context) throws Exception {
        workers.open(workload.name(), subject, context);
        return new MultiJvmContender(
                workers, workload.name(), subject, run.settings().window(), server);
    }
}
