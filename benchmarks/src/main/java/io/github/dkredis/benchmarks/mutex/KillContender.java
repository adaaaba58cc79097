package io.github.dkredis.benchmarks.mutex;

import io.github.dkredis.benchmarks.SharedFolder;
import io.github.dkredis.benchmarks.ThreadLayout;
import io.github.dkredis.benchmarks.harness.Contender;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Measurements;
import io.github.dkredis.benchmarks.harness.Sample;
import io.github.dkredis.benchmarks.harness.ServerProbe;
import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.harness.WorkerProcesses;
import io.github.dkredis.benchmarks.harness.WrongResultException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One trial a window: new JVMs share a lock, one of them is killed, and the others' longest time without an entry is taken.
 *
 * @param settle how long they work before
 * @param watch how long they are watched after; a stall is never seen longer than that
 */
record KillContender(
        Subject of,
        Victim victim,
        ThreadLayout layout,
        Duration settle,
        Duration watch,
        int port,
        ServerProbe server,
        List<String> command)
        implements Contender {
    /** The others' longest time without an entry. */
    static final String STALL_MILLIS = "stall_ms";

    private static final int FIRST_ENTRIES = 100;
    private static final int SECONDS_TO_BEGIN = 30;

    /** Should this JVM be killed itself, the others end soon after that. */
    private static final Duration MOST_TO_WAIT = Duration.ofMinutes(1);

    private static final int ATTEMPTS = 5;
    private static final int VICTIM = 0;

    /** In what moment the JVM is killed. */
    enum Victim {
        HOLDER,
        WAITER;

        boolean isNow(CriticalSection section) {
            return switch (this) {
                case HOLDER -> section.isInside(VICTIM);
                case WAITER -> !section.isEmpty() && !section.isInside(VICTIM);
            };
        }

        /** Whether the killed one was what it was to be. */
        boolean was(CriticalSection section) {
            return section.isInside(VICTIM) == (this == HOLDER);
        }
    }

    @Override
    public String subject() {
        return of.name();
    }

    @Override
    public String version() {
        return of.version();
    }

    @Override
    public Sample measure() throws Exception {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Sample> sample = trial();
            if (sample.isPresent()) {
                return sample.get();
            }
        }
        throw new WrongResultException("in " + ATTEMPTS + " attempts it was not killed as a " + victim);
    }

    private Optional<Sample> trial() throws Exception {
        server.flush();
        try (SharedFolder folder = new SharedFolder();
                WorkerProcesses workers = new WorkerProcesses(layout.jvms(), command)) {
            try {
                LoadContext context = new LoadContext(
                        port, VICTIM, layout.threads(), folder.path().toString());
                CriticalSection section = CriticalSection.at(MutexLoad.file(context, of.name()));
                workers.open(KillSuite.NAME, of, context);
                workers.begin(KillSuite.NAME, of, settle.plus(watch).plus(MOST_TO_WAIT));
                await("they did not begin", () -> section.entries() >= FIRST_ENTRIES, workers);
                TimeUnit.NANOSECONDS.sleep(settle.toNanos());
                await("the victim is never a " + victim, () -> victim.isNow(section), workers);
                section.markDead(VICTIM);
                workers.kill(VICTIM);
                if (!victim.was(section)) {
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
        } while (now - began < watch.toNanos());
        long done = entries - before;
        Map<String, Double> figures = Map.of(STALL_MILLIS, stall / 1e6);
        double rate = done * 1e9 / (now - began);
        return new Sample(done, rate, null, OptionalLong.empty(), List.of(done), null, Measurements.of(figures));
    }

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
