package io.github.dkredis.benchmarks;

import io.github.dkredis.benchmarks.harness.Contender;
import io.github.dkredis.benchmarks.harness.CountedContender;
import io.github.dkredis.benchmarks.harness.Lineup;
import io.github.dkredis.benchmarks.harness.LoadContender;
import io.github.dkredis.benchmarks.harness.Outcome;
import io.github.dkredis.benchmarks.harness.ServerWatch;
import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.harness.Subject.Place;
import io.github.dkredis.benchmarks.harness.Subject.Reach;
import io.github.dkredis.benchmarks.harness.Workers;
import io.github.dkredis.benchmarks.harness.WorkersContender;
import java.util.List;

/** One workload in one formation. */
record Bout(Workload workload, Formation formation, Settings settings, int port, ServerWatch watch, Workers workers) {

    Outcome run() throws Exception {
        try (SharedFolder folder = new SharedFolder()) {
            return run(new Place(port, 0, formation.threads(), folder.path().toString()));
        }
    }

    private Outcome run(Place place) throws Exception {
        List<Subject> subjects =
                workload.subjects().stream().filter(this::takesPart).toList();
        return Lineup.run(subjects, subject -> open(subject, place), settings.sideBySide());
    }

    private boolean takesPart(Subject subject) {
        return settings.wants(subject.name()) && (formation.jvms() == 1 || subject.reach() == Reach.JVMS);
    }

    private Contender open(Subject subject, Place place) throws Exception {
        Contender contender = formation.jvms() == 1 ? openHere(subject, place) : openInWorkers(subject, place);
        return switch (workload.commands()) {
            case BY_SERVER -> contender;
            case BY_CLIENT -> new CountedContender(contender, port);
        };
    }

    private Contender openHere(Subject subject, Place place) throws Exception {
        return new LoadContender(subject, place, settings.window(), watch);
    }

    private Contender openInWorkers(Subject subject, Place place) throws Exception {
        workers.open(workload.name(), subject, place);
        return new WorkersContender(workers, workload.name(), subject, settings.window(), watch);
    }
}
