package io.github.dkredis.benchmarks;

import io.github.dkredis.benchmarks.harness.CommandCountingContender;
import io.github.dkredis.benchmarks.harness.Contender;
import io.github.dkredis.benchmarks.harness.Lineup;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.LocalContender;
import io.github.dkredis.benchmarks.harness.MultiJvmContender;
import io.github.dkredis.benchmarks.harness.Outcome;
import io.github.dkredis.benchmarks.harness.ServerProbe;
import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.harness.Subject.Reach;
import io.github.dkredis.benchmarks.harness.WorkerProcesses;
import java.util.List;

/** One workload in one formation. */
record WorkloadRun(
        Workload workload,
        ThreadLayout layout,
        Settings settings,
        int port,
        ServerProbe watch,
        WorkerProcesses workers) {

    Outcome run() throws Exception {
        try (SharedFolder folder = new SharedFolder()) {
            return run(new LoadContext(port, 0, layout.threads(), folder.path().toString()));
        }
    }

    private Outcome run(LoadContext context) throws Exception {
        List<Subject> subjects =
                workload.subjects().stream().filter(this::takesPart).toList();
        return Lineup.run(subjects, subject -> open(subject, context), settings.sideBySide());
    }

    private boolean takesPart(Subject subject) {
        return settings.wants(subject.name()) && (layout.jvms() == 1 || subject.reach() == Reach.JVMS);
    }

    private Contender open(Subject subject, LoadContext context) throws Exception {
        Contender contender = layout.jvms() == 1 ? openHere(subject, context) : openInWorkers(subject, context);
        return switch (workload.commands()) {
            case BY_SERVER -> contender;
            case BY_CLIENT -> new CommandCountingContender(contender, port);
        };
    }

    private Contender openHere(Subject subject, LoadContext context) throws Exception {
        return new LocalContender(subject, context, settings.window(), watch);
    }

    private Contender openInWorkers(Subject subject, LoadContext context) throws Exception {
        workers.open(workload.name(), subject, context);
        return new MultiJvmContender(workers, workload.name(), subject, settings.window(), watch);
    }
}
