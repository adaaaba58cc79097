package io.github.dkredis.benchmarks.mutex;

import io.github.dkredis.benchmarks.harness.Contender;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Measurements;
import io.github.dkredis.benchmarks.harness.Sample;
import io.github.dkredis.benchmarks.harness.ServerProbe;
import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.harness.ThreadLayout;
import io.github.dkredis.benchmarks.harness.WorkerProcesses;
import io.github.dkredis.benchmarks.harness.WrongResultException;
import io.github.dkredis.testkit.ManagedTempDir;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Runs one trial per window: new JVMs share a lock, one of them is killed, and the longest time in which none of the
 * others enters the critical section is measured.
 */
record KillContender(Subject opened, Victim victim, Trial trial) implements Contender {

    /**
     * The conditions of a trial, the same for all subjects.
     *
     * @param workload the name under which workers find the subject
     * @param settle how long the JVMs run before the kill
     * @param watch how long the others are watched after it; a longer stall is not seen
     * @param command the options, main class and arguments of a worker JVM
     */
    record Trial(
            String workload,
            ThreadLayout layout,
            Duration settle,
            Duration watch,
            ServerProbe server,
            List<String> command) {}

    /** The name of the figure: the longest time without an entry, in milliseconds. */
    static final String STALL_MILLIS = "stall_ms";

    private static final int FIRST_ENTRIES = 100;
    private static final int SECONDS_TO_BEGIN = 30;

    /** How much longer than needed the workers run: if this JVM is killed itself, they end soon after. */
    private static final Duration SPARE_TIME = Duration.ofMinutes(1);

    private static final int ATTEMPTS = 5;

    /** The number of the JVM that is killed. */
    private static final int KILLED = 0;

    @Override
    public String subject() {
        return opened.name();
    }

    @Override
    public String version() {
        return opened.version();
    }

    @Override
    public Sample measure() throws Exception {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Sample> sample = attempt();
            if (sample.isPresent()) {
                return sample.get();
            }
        }
        throw new WrongResultException("in " + ATTEMPTS + " attempts the JVM was not killed as a " + victim);
    }

    /** Runs a trial; empty if the JVM left that state between the check and the kill. */
    private Optional<Sample> attempt() throws Exception {
        trial.server.flush();
        try (ManagedTempDir shared = ManagedTempDir.create();
                WorkerProcesses workers = new WorkerProcesses(trial.layout.jvms(), trial.command)) {
            try {
                LoadContext context = new LoadContext(
                        trial.server.port(),
                        KILLED,
                        trial.layout.threads(),
                        shared.path().toString());
                CriticalSection section = CriticalSection.at(MutexLoad.file(context, opened.name()));
                workers.open(trial.workload, opened, context);
                workers.begin(
                        trial.workload, opened, trial.settle.plus(trial.watch).plus(SPARE_TIME));
                await("the JVMs did not begin", () -> section.entries() >= FIRST_ENTRIES, workers);
                TimeUnit.NANOSECONDS.sleep(trial.settle.toNanos());
                await("the JVM to kill is never a " + victim, () -> victim.isNow(section, KILLED), workers);
                // Before the kill: the next holder may enter before this thread runs again.
                section.markDead(KILLED);
                workers.kill(KILLED);
                if (!victim.diedSo(section, KILLED)) {
                    return Optional.empty();
                }
                Sample sample = watch(section);
                workers.requireNoFailure();
                workers.killAll();
                section.check();
                return Optional.of(sample);
            } finally {
                workers.killAll();
            }
        }
    }

    private Sample watch(CriticalSection section) throws InterruptedException {
        long before = section.entries();
        long began = System.nanoTime();
        long entries = before;
        long lastEntry = began;
        long stall = 0;
        long now;
        do {
            TimeUnit.MICROSECONDS.sleep(500);
            now = System.nanoTime();
            long entriesNow = section.entries();
            stall = Math.max(stall, now - lastEntry);
            if (entriesNow != entries) {
                entries = entriesNow;
                lastEntry = now;
            }
        } while (now - began < trial.watch.toNanos());
        long done = entries - before;
        return Sample.ofOneThread(done, done * 1e9 / (now - began))
                .with(Measurements.of(Map.of(STALL_MILLIS, stall / 1e6)));
    }

    /** Spins, because the state to wait for may last only a millisecond. */
    private static void await(String otherwise, BooleanSupplier condition, WorkerProcesses workers) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_BEGIN);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                workers.requireNoFailure();
                throw new WrongResultException(otherwise);
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {}
}
